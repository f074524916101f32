import type { ColumnEvidence } from '../../evidence/columns.ts'
import { windowOfDays, windowOfMonths } from '../../kernel/day.ts'
import { columnFindings, columnUpdate, exampleColumn, exampleColumns, sortColumns } from '../column-update.ts'
import { cantTell, defineIndicator, failed, inapplicable, passed } from '../define.ts'
import { casesOf } from '../example.ts'

/** Classes with an indicator of their own: here only their blank columns are named, and the score drops what is twice. */
const ownIndicator: readonly ColumnEvidence['class'][] = ['news', 'policy', 'interpretation']

/** 其他栏目: every blank column, and every column that should be updated but is not. */
export default defineIndicator({
  id: 'site/other-columns',
  clause: 'WEB-D-PUB-9',
  needs: ['columns'],
  method:
    '空白栏目逐个扣分；有更新要求的一级通知公告栏目看监测点前六个月，其余栏目看监测点前一年，未更新的逐个扣分。' +
    '动态要闻、政策文件、政策解读的更新另有指标；同一栏目已在别处扣分的，计分时不重复扣。',

  judge({ columns }, { params, monitorPoint }) {
    if (columns.columns.length === 0) return inapplicable('没有栏目')
    const noticeFrom = windowOfMonths(monitorPoint, params.noticeMonths).from
    const longFrom = windowOfDays(monitorPoint, params.longStaleDays).from
    const blank = columns.columns.filter(({ state }) => state === 'blank')
    const watched = columns.columns.filter(
      (column) => column.updateDuty && column.state !== 'blank' && !ownIndicator.includes(column.class),
    )
    const { stale, unknown } = sortColumns(watched, (column) =>
      columnUpdate(column, column.class === 'notice' && column.level === 1 ? noticeFrom : longFrom, monitorPoint),
    )
    const because = `${blank.length} 个空白栏目，${stale.length} 个应更新未更新的栏目`
    const findings = [
      ...blank.map((column) => ({
        where: `栏目“${column.name}”`,
        message: '空白栏目',
        url: column.url,
        points: params.pointsPerBlank,
      })),
      ...columnFindings(stale).map((finding) => ({ ...finding, points: params.pointsPerStale })),
    ]
    if (findings.length > 0) return failed(because, findings)
    if (unknown.length > 0) return cantTell(`${because}，${unknown.length} 个无法判断（${unknown[0]!.update.why}）`)
    return passed(because)
  },

  cases: casesOf('columns', [
    ['一级通知公告在窗口首日更新', 'passed', columns(exampleColumn('notice', '2025-02-15'))],
    ['一级通知公告在窗口前一日更新', 'failed', columns(exampleColumn('notice', '2025-02-14')), 1],
    ['二级通知公告看一年', 'passed', columns(exampleColumn('notice', '2025-02-14', 2))],
    ['其他栏目在一年窗口首日更新', 'passed', columns(exampleColumn('other', '2024-08-15'))],
    ['其他栏目在一年窗口前一日更新', 'failed', columns(exampleColumn('other', '2024-08-14')), 1],
    ['没有更新要求的不计', 'passed', columns({ ...exampleColumn('other', '2019-01-01'), updateDuty: false })],
    ['一个空白栏目', 'failed', columns(exampleColumn('other', null)), 2],
    ['没有更新要求的空白栏目也算空白', 'failed', columns({ ...exampleColumn('other', null), updateDuty: false }), 2],
    [
      '两个空白、两个未更新',
      'failed',
      columns(
        exampleColumn('other', null),
        exampleColumn('services', null),
        exampleColumn('other', '2023-01-01'),
        exampleColumn('notice', '2024-01-01'),
      ),
      6,
    ],
    ['动态要闻未更新另有指标', 'passed', columns(exampleColumn('news', '2025-01-01'))],
    ['政策解读未更新另有指标', 'passed', columns(exampleColumn('interpretation', '2020-01-01'))],
    ['动态要闻空白在此列出（计分时不重复扣）', 'failed', columns(exampleColumn('news', null)), 2],
    ['读不到', 'cantTell', columns(exampleColumn('other', '无法读取'))],
    ['一个空白、一个读不到', 'failed', columns(exampleColumn('other', null), exampleColumn('other', '无法读取')), 2],
    ['没有栏目', 'inapplicable', columns()],
  ]),
})

function columns(...list: ColumnEvidence[]) {
  return exampleColumns(...list.map((column) => [1, column] as const)).columns
}
