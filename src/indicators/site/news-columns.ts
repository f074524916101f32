import { windowOfDays } from '../../kernel/day.ts'
import { judgeColumnClass } from '../column-class.ts'
import { exampleColumn, exampleColumns } from '../column-update.ts'
import { defineIndicator } from '../define.ts'
import { casesOf, type Row } from '../example.ts'

/** 动态要闻: the portal has such columns and every one was updated in the two weeks before T. */
export default defineIndicator({
  id: 'site/news-columns',
  clause: 'WEB-D-PUB-4',
  needs: ['columns'],
  method:
    '没有动态要闻类栏目的扣分；每个动态要闻类栏目在监测点前两周（含当日）内应有更新，未更新的逐个扣分，空白按未更新计。',

  judge: ({ columns }, { params, monitorPoint }) =>
    judgeColumnClass(columns.columns, {
      name: '动态要闻',
      class: 'news',
      deepestLevel: Number.POSITIVE_INFINITY,
      from: windowOfDays(monitorPoint, params.windowDays).from,
      monitorPoint,
      pointsNoColumn: params.pointsNoColumn,
      pointsPerColumn: params.pointsPerColumn,
    }),

  cases: casesOf('columns', [
    ['窗口首日8月1日更新', 'passed', columns('2025-08-01')],
    ['窗口前一日7月31日更新', 'failed', columns('2025-07-31'), 5],
    ['监测点当日更新', 'passed', columns('2025-08-14')],
    ['两个栏目都更新', 'passed', columns('2025-08-02', '2025-08-13')],
    ['两个栏目中一个未更新', 'failed', columns('2025-08-02', '2025-06-01'), 5],
    ['两个栏目都未更新', 'failed', columns('2025-07-31', '2025-06-01'), 10],
    ['空白栏目按未更新计', 'failed', columns(null), 5],
    ['栏目读不到', 'cantTell', columns('无法读取')],
    ['一个更新、一个读不到', 'cantTell', columns('2025-08-10', '无法读取')],
    ['一个未更新、一个读不到', 'failed', columns('2025-07-01', '无法读取'), 5],
    ['监测点之后才有信息', 'cantTell', columns('2025-08-15')],
    ['没有动态要闻类栏目', 'failed', exampleColumns([1, exampleColumn('policy', '2025-08-01')]).columns, 5],
    ['二级动态栏目也要更新', 'failed', exampleColumns([1, exampleColumn('news', '2025-07-31', 2)]).columns, 5],
    ['没有更新要求的历史专题不计', 'passed', archived()],
    ['一个栏目也没有读到', 'cantTell', exampleColumns().columns],
  ] satisfies Row<ReturnType<typeof columns>>[]),
})

function columns(...newest: (string | null)[]) {
  return exampleColumns(...newest.map((date) => [1, exampleColumn('news', date)] as const)).columns
}

function archived() {
  return exampleColumns([1, { ...exampleColumn('news', '2020-01-01'), updateDuty: false }]).columns
}
