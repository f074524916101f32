import { defineIndicator } from '../define.ts'
import { judgeStandingPage, standingCases, standingMethod } from '../standing-page.ts'

/** 机构职能: the column exists, has content, and what it says is right. */
export default defineIndicator({
  id: 'site/functions',
  clause: 'WEB-D-PUB-2',
  needs: ['standingPages'],
  method: standingMethod,
  judge: ({ standingPages }, { params }) => judgeStandingPage(standingPages, 'functions', '机构职能', params),
  cases: standingCases('functions', ['内设机构已撤并', '职能未按三定规定更新']),
})
