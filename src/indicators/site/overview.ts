import { defineIndicator } from '../define.ts'
import { judgeStandingPage, standingCases, standingMethod } from '../standing-page.ts'

/** 概况信息: the column exists, has content, and what it says is right. */
export default defineIndicator({
  id: 'site/overview',
  clause: 'WEB-D-PUB-1',
  needs: ['standingPages'],
  method: standingMethod,
  judge: ({ standingPages }, { params }) => judgeStandingPage(standingPages, 'overview', '概况信息', params),
  cases: standingCases('overview', ['统计数据截至2019年', '行政区划数量已变']),
})
