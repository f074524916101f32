import { cantTell, defineIndicator, failed, inapplicable, passed } from '../define.ts'
import { casesOf, many } from '../example.ts'
import { exampleGuide, exampleServices, guideFindings, sortGuides } from '../guides.ts'

/** 办事指南重点要素缺失: five or more items whose guides lack four or more of the eight element classes. */
export default defineIndicator({
  id: 'site/guides-incomplete',
  clause: 'WEB-V6.2',
  needs: ['services'],
  method:
    '按标签核对每份办事指南的8类要素（事项名称、设定依据、申请条件、办理材料、办理地点、办理时间、联系电话、办理流程）；' +
    '缺4类及以上的指南达到5个的，机器判为未通过，由人工确认。没有指南的事项按8类全缺计，读不到的指南不计。',

  judge({ services }, { params }) {
    if (services.itemCount !== null && services.itemCount < params.minItems) {
      return inapplicable(`事项不足${params.minItems}个，按 WEB-V6.3 检查`)
    }
    const { incomplete, unreadable } = sortGuides(services.guides, params.minMissingClasses)
    const because = `${services.guides.length} 份办事指南中 ${incomplete.length} 份缺${params.minMissingClasses}类及以上要素`
    if (incomplete.length >= params.minItems) return failed(because, guideFindings(incomplete))
    if (services.guides.length === 0) return cantTell('没有读取办事指南')
    if (incomplete.length + unreadable.length >= params.minItems) {
      return cantTell(`${because}，另有 ${unreadable.length} 份读不到`)
    }
    return passed(because)
  },

  cases: casesOf('services', [
    ['5份缺4类', 'failed', exampleServices(many(5, exampleGuide(4)))],
    ['5份缺3类', 'passed', exampleServices(many(5, exampleGuide(3)))],
    ['4份缺4类、1份缺3类', 'passed', exampleServices([...many(4, exampleGuide(4)), exampleGuide(3)])],
    ['5份缺4类、15份齐全', 'failed', exampleServices([...many(5, exampleGuide(4)), ...many(15, exampleGuide(0))])],
    ['5份缺8类', 'failed', exampleServices(many(5, exampleGuide(8)))],
    ['没有指南按全缺计', 'failed', exampleServices(many(5, exampleGuide(0, { state: 'none' })))],
    ['齐全', 'passed', exampleServices(many(5, exampleGuide(0)))],
    ['4份缺4类、1份读不到', 'cantTell', exampleServices([...many(4, exampleGuide(4)), unread()])],
    ['3份缺4类、1份读不到', 'passed', exampleServices([...many(3, exampleGuide(4)), unread(), exampleGuide(0)])],
    ['5份都读不到', 'cantTell', exampleServices(many(5, unread()))],
    ['事项4个', 'inapplicable', exampleServices(many(4, exampleGuide(8)))],
    ['事项数不清，5份缺4类', 'failed', exampleServices(many(5, exampleGuide(4)), { itemCount: null })],
    ['没有读取指南', 'cantTell', exampleServices([], { itemCount: 12 })],
    ['没有事项', 'inapplicable', exampleServices([])],
  ]),
})

function unread() {
  return exampleGuide(0, { state: 'unreadable' })
}
