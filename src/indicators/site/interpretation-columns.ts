import { windowOfMonths } from '../../kernel/day.ts'
import { judgeColumnClass } from '../column-class.ts'
import { exampleColumn, exampleColumns } from '../column-update.ts'
import { defineIndicator } from '../define.ts'
import { casesOf } from '../example.ts'

/** 政策解读: the portal has such a column, updated in the six months before T (working window, U). */
export default defineIndicator({
  id: 'site/interpretation-columns',
  clause: 'WEB-D-PUB-6',
  needs: ['columns'],
  method: '没有政策解读栏目的扣分；政策解读栏目在监测点前六个月内应有更新，未更新的逐个扣分，空白按未更新计。',

  judge: ({ columns }, { params, monitorPoint }) =>
    judgeColumnClass(columns.columns, {
      name: '政策解读',
      class: 'interpretation',
      deepestLevel: Number.POSITIVE_INFINITY,
      from: windowOfMonths(monitorPoint, params.windowMonths).from,
      monitorPoint,
      pointsNoColumn: params.pointsNoColumn,
      pointsPerColumn: params.pointsPerColumn,
    }),

  cases: casesOf('columns', [
    ['窗口首日2月15日更新', 'passed', columns('2025-02-15')],
    ['窗口前一日2月14日更新', 'failed', columns('2025-02-14'), 5],
    ['监测点当日更新', 'passed', columns('2025-08-14')],
    ['空白', 'failed', columns(null), 5],
    ['两个栏目中一个未更新', 'failed', columns('2025-08-01', '2024-12-31'), 5],
    ['两个栏目都未更新', 'failed', columns('2025-01-01', '2024-12-31'), 10],
    ['读不到', 'cantTell', columns('无法读取')],
    ['监测点之后才有信息', 'cantTell', columns('2025-08-15')],
    ['二级栏目也要更新', 'failed', exampleColumns([1, exampleColumn('interpretation', '2025-01-01', 2)]).columns, 5],
    ['没有政策解读栏目', 'failed', exampleColumns([1, exampleColumn('policy', '2025-08-01')]).columns, 5],
    ['一个栏目也没有读到', 'cantTell', exampleColumns().columns],
  ]),
})

function columns(...newest: (string | null)[]) {
  return exampleColumns(...newest.map((date) => [1, exampleColumn('interpretation', date)] as const)).columns
}
