import { windowOfMonths } from '../../kernel/day.ts'
import { judgeColumnClass } from '../column-class.ts'
import { exampleColumn, exampleColumns } from '../column-update.ts'
import { defineIndicator } from '../define.ts'
import { casesOf } from '../example.ts'

/** 政策文件: the portal has such a column, and first-level ones were updated in the six months before T. */
export default defineIndicator({
  id: 'site/policy-columns',
  clause: 'WEB-D-PUB-5',
  needs: ['columns'],
  method:
    '没有政策文件类栏目的扣分；一级政策文件栏目在监测点前六个月内应有更新，未更新的逐个扣分。二级及以下栏目不计更新。',

  judge: ({ columns }, { params, monitorPoint }) =>
    judgeColumnClass(columns.columns, {
      name: '政策文件',
      class: 'policy',
      deepestLevel: 1,
      from: windowOfMonths(monitorPoint, params.windowMonths).from,
      monitorPoint,
      pointsNoColumn: params.pointsNoColumn,
      pointsPerColumn: params.pointsPerColumn,
    }),

  cases: casesOf('columns', [
    ['六个月窗口首日2月15日更新', 'passed', columns('2025-02-15')],
    ['窗口前一日2月14日更新', 'failed', columns('2025-02-14'), 5],
    ['监测点当日更新', 'passed', columns('2025-08-14')],
    ['一级栏目空白', 'failed', columns(null), 5],
    ['两个一级栏目都未更新', 'failed', columns('2025-02-14', '2024-01-01'), 10],
    ['两个一级栏目中一个未更新', 'failed', columns('2025-08-01', '2024-01-01'), 5],
    ['读不到', 'cantTell', columns('无法读取')],
    ['一个未更新、一个读不到', 'failed', columns('2024-01-01', '无法读取'), 5],
    ['监测点之后才有信息', 'cantTell', columns('2025-08-20')],
    ['二级栏目未更新不计', 'passed', exampleColumns([1, exampleColumn('policy', '2020-01-01', 2)]).columns],
    ['没有政策文件类栏目', 'failed', exampleColumns([3, exampleColumn('news', '2025-08-01')]).columns, 5],
    ['一个栏目也没有读到', 'cantTell', exampleColumns().columns],
  ]),
})

function columns(...newest: (string | null)[]) {
  return exampleColumns(...newest.map((date) => [1, exampleColumn('policy', date)] as const)).columns
}
