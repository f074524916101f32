import { cantTell, defineIndicator, failed, inapplicable, passed, type Finding } from '../define.ts'
import { casesOf, many } from '../example.ts'
import { exampleGuide, exampleServices } from '../guides.ts'

/** 事项公开: all items in one place, and classified. */
export default defineIndicator({
  id: 'site/items-together',
  clause: 'WEB-D-SVC-1',
  needs: ['services'],
  method: '办事服务事项应在一处集中公开，并按主题、部门、对象等分类；没有集中或没有分类的分别扣分，由人工确认。',

  judge({ services }, { params }) {
    if (services.itemCount === 0) return inapplicable('没有办事服务事项，按 WEB-V6.1 检查')
    const place = { where: '办事服务', ...(services.url === null ? {} : { url: services.url }) }
    const findings: Finding[] = []
    if (services.together === false) {
      findings.push({ ...place, message: '事项没有集中公开', points: params.pointsNotTogether })
    }
    if (services.together !== null && services.facets.length === 0) {
      findings.push({ ...place, message: '事项没有分类', points: params.pointsNotClassified })
    }
    if (findings.length > 0) return failed(findings.map(({ message }) => message).join('，'), findings)
    if (services.together === null) return cantTell('事项是否集中公开无法读取')
    return passed(`事项集中公开，按${services.facets.join('、')}分类`)
  },

  cases: casesOf('services', [
    ['集中并分类', 'passed', exampleServices(many(6, exampleGuide(0)))],
    ['只按一种方式分类', 'passed', exampleServices([exampleGuide(0)], { facets: ['主题'] })],
    ['没有集中', 'failed', exampleServices([exampleGuide(0)], { together: false }), 2],
    ['没有分类', 'failed', exampleServices([exampleGuide(0)], { facets: [] }), 1],
    ['既没有集中也没有分类', 'failed', exampleServices([exampleGuide(0)], { together: false, facets: [] }), 3],
    ['集中与否读不到', 'cantTell', exampleServices([exampleGuide(0)], { together: null })],
    ['什么都读不到', 'cantTell', exampleServices([], { itemCount: null, together: null, facets: [] })],
    ['没有事项', 'inapplicable', exampleServices([])],
  ]),
})
