import { windowOfDays, windowOfMonths } from '../../kernel/day.ts'
import { cantTell, defineIndicator, failed, passed } from '../define.ts'
import {
  columnFindings,
  columnUpdate,
  exampleColumn,
  exampleColumns,
  isCounted,
  sortColumns,
  type ColumnGroup,
} from '../column-update.ts'

/** 栏目不更新: five or more news columns (2 weeks) and first-level notice and policy columns (6 months) together. */
export default defineIndicator({
  id: 'site/columns-stale',
  clause: 'WEB-V4.1',
  needs: ['columns'],
  method:
    '动态要闻类栏目看监测点前两周，一级通知公告、政策文件类栏目看监测点前六个月；未更新的栏目累计5个及以上即不合格。' +
    '读不到的栏目若足以改变结论，则判为“无法判断”。',

  judge({ columns }, { params, monitorPoint }) {
    const newsFrom = windowOfDays(monitorPoint, params.newsDays).from
    const noticeFrom = windowOfMonths(monitorPoint, params.noticeMonths).from
    const watched = columns.columns.filter(isCounted)
    if (watched.length === 0) return cantTell('没有找到动态要闻、通知公告、政策文件类栏目')
    const { stale, unknown } = sortColumns(watched, (column) =>
      columnUpdate(column, column.class === 'news' ? newsFrom : noticeFrom, monitorPoint),
    )
    const because = `${watched.length} 个栏目中 ${stale.length} 个未更新`
    if (stale.length >= params.minColumns) return failed(because, columnFindings(stale))
    if (stale.length + unknown.length >= params.minColumns) {
      return cantTell(`${because}，另有 ${unknown.length} 个无法判断（${unknown[0]?.update.why ?? ''}）`)
    }
    return passed(because)
  },

  cases: [
    at('5个动态栏目在窗口前一日更新', 'failed', [5, exampleColumn('news', '2025-07-31')]),
    at('4个动态栏目未更新', 'passed', [4, exampleColumn('news', '2025-07-31')]),
    at('5个动态栏目在窗口首日更新', 'passed', [5, exampleColumn('news', '2025-08-01')]),
    at(
      '动态与通知、政策合计5个',
      'failed',
      [2, exampleColumn('news', '2025-07-31')],
      [2, exampleColumn('notice', '2025-02-14')],
      [1, exampleColumn('policy', '2025-02-14')],
    ),
    at('通知公告在六个月窗口首日更新', 'passed', [5, exampleColumn('notice', '2025-02-15')]),
    at('二级通知公告栏目不计入', 'cantTell', [5, exampleColumn('notice', '2025-02-14', 2)]),
    at(
      '4个未更新加1个读不到',
      'cantTell',
      [4, exampleColumn('news', '2025-07-31')],
      [1, exampleColumn('news', '无法读取')],
    ),
    at('监测点之后的更新不算', 'cantTell', [5, exampleColumn('news', '2025-08-15')]),
  ],
})

function at(name: string, outcome: 'passed' | 'failed' | 'cantTell', ...groups: ColumnGroup[]) {
  return { name, outcome, monitorPoint: '2025-08-14', given: exampleColumns(...groups) }
}
