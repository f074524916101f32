/** The files of a report: hostile text stays text, the gravest comes first, nothing is lost. */
import { readXlsx } from 'hucre/xlsx'
import { expect, test } from 'vitest'
import { linkOutcomes } from '../../evidence/link-errors.ts'
import { reportFormats } from './report-files.ts'
import { checkReport } from './report.ts'

const hostile = '<script>alert(1)</script>\u0001=cmd()'
const problem = (url: string, outcome: string, error: string, advice: string) => ({
  url,
  outcome,
  status: null,
  chain: [],
  error,
  advice,
  suggestion: null,
  foundOn: [{ page: 'javascript:alert(2)', text: hostile, place: 'a[href]' }],
})
const report = checkReport.parse({
  target: 'http://www.example.gov.cn/',
  startedAt: '2025-08-14T16:30:00.000Z',
  finishedAt: '2025-08-14T16:31:00.000Z',
  pages: { known: 3, fetched: 2 },
  links: {
    checked: 3,
    byOutcome: { ...Object.fromEntries(linkOutcomes.map((outcome) => [outcome, 0])), ok: 1, blocked: 1, broken: 1 },
  },
  problems: [
    problem(
      'http://www.example.gov.cn/a',
      'blocked',
      'challenge',
      '被防护系统质询：瑞数脚本质询（412）。用浏览器人工核对；可请目标网站放行检查程序。',
    ),
    problem(
      'javascript:"><img>',
      'broken',
      'notFound',
      '页面不存在：应答 404。核对地址；页面已迁移的改为新地址，已撤下的删除该链接。',
    ),
  ],
  anchors: [],
  columns: [],
  findings: [
    { clause: 'WEB-V3', outcome: 'failed', message: `首页不更新：${hostile}`, places: [] },
    { clause: null, outcome: 'note', message: '已读完全部 2 页', places: [] },
  ],
  robotsAuthority: null,
  evidence: null,
})

test('the page', async () => {
  const html = (await reportFormats['html']!(report)) as string
  expect(html).not.toMatch(/<script|<img|href="javascript:/i)
  for (const text of [
    '2025-08-15 00:30:00',
    '未通过的指标 1 条',
    '失效（1）',
    '应答 404',
    '瑞数脚本质询（412）',
    'WEB-V3',
  ])
    expect(html).toContain(text)
  expect(html.indexOf('失效（1）')).toBeLessThan(html.indexOf('被拦截（1）'))
})

test('the workbook', async () => {
  const { sheets } = await readXlsx((await reportFormats['xlsx']!(report)) as Uint8Array)
  expect(sheets.map(({ name }) => name)).toEqual(['概况', '指标判定', '链接问题', '栏目', '说明与提醒'])
  expect(sheets[2]!.rows.slice(1).map((row) => row.slice(0, 5))).toEqual([
    [1, '失效', '页面不存在', 'javascript:"><img>', '应答 404'],
    [2, '被拦截', '被防护系统质询', 'http://www.example.gov.cn/a', '瑞数脚本质询（412）'],
  ])
  expect(sheets[2]!.rows[1]![7]).toBe('<script>alert(1)</script>=cmd()')
})
