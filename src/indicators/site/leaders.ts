import { defineIndicator } from '../define.ts'
import { judgeStandingPage, standingCases, standingMethod } from '../standing-page.ts'

/** 领导信息: the column exists, has content, and what it says is right. */
export default defineIndicator({
  id: 'site/leaders',
  clause: 'WEB-D-PUB-3',
  needs: ['standingPages'],
  method: standingMethod,
  judge: ({ standingPages }, { params }) => judgeStandingPage(standingPages, 'leaders', '领导信息', params),
  cases: standingCases('leaders', ['缺少一位副职', '照片与姓名不符']),
})
