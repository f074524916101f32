import { cantTell, defineIndicator, failed, inapplicable, passed } from '../define.ts'
import { casesOf, many } from '../example.ts'
import { exampleGuide, exampleServices, guideFindings, sortGuides } from '../guides.ts'

/** 事项不足5个且每个都缺: fewer than five items, and every one lacks four or more element classes. */
export default defineIndicator({
  id: 'site/few-guides-incomplete',
  clause: 'WEB-V6.3',
  needs: ['services'],
  method:
    '事项总数不足5个、且每个事项的办事指南都缺4类及以上要素的，机器判为未通过，由人工确认。只要有一份指南缺得不到4类即为通过。',

  judge({ services }, { params }) {
    const { itemCount, guides } = services
    if (itemCount === 0) return inapplicable('没有事项，按 WEB-V6.1 检查')
    if (itemCount !== null && itemCount >= params.fewItems) {
      return inapplicable(`事项达到${params.fewItems}个，按 WEB-V6.2 检查`)
    }
    const { incomplete, unreadable } = sortGuides(guides, params.minMissingClasses)
    const because = `${guides.length} 份办事指南中 ${incomplete.length} 份缺${params.minMissingClasses}类及以上要素`
    if (incomplete.length + unreadable.length < guides.length) return passed(because)
    if (itemCount === null) return cantTell('事项总数无法读取')
    if (unreadable.length > 0) return cantTell(`${because}，另有 ${unreadable.length} 份读不到`)
    if (guides.length < itemCount) return cantTell(`${itemCount} 个事项只读取了 ${guides.length} 份办事指南`)
    return failed(because, guideFindings(incomplete))
  },

  cases: casesOf('services', [
    ['4个事项都缺4类', 'failed', exampleServices(many(4, exampleGuide(4)))],
    ['4个事项都缺3类', 'passed', exampleServices(many(4, exampleGuide(3)))],
    ['3个缺4类、1个缺3类', 'passed', exampleServices([...many(3, exampleGuide(4)), exampleGuide(3)])],
    ['1个事项缺4类', 'failed', exampleServices([exampleGuide(4)])],
    ['1个事项没有指南', 'failed', exampleServices([exampleGuide(0, { state: 'none' })])],
    ['5个事项都缺', 'inapplicable', exampleServices(many(5, exampleGuide(8)))],
    ['没有事项', 'inapplicable', exampleServices([])],
    ['1个缺、1个读不到', 'cantTell', exampleServices([exampleGuide(4), exampleGuide(0, { state: 'unreadable' })])],
    ['1个齐全、1个读不到', 'passed', exampleServices([exampleGuide(0), exampleGuide(0, { state: 'unreadable' })])],
    ['4个事项只读取2份', 'cantTell', exampleServices(many(2, exampleGuide(4)), { itemCount: 4 })],
    ['事项总数读不到', 'cantTell', exampleServices(many(2, exampleGuide(4)), { itemCount: null })],
    ['一份指南也没有读取', 'cantTell', exampleServices([], { itemCount: 3 })],
  ]),
})
