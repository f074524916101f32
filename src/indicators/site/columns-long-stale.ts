import { windowOfDays } from '../../kernel/day.ts'
import { cantTell, defineIndicator, failed, passed } from '../define.ts'
import {
  columnFindings,
  columnUpdate,
  exampleColumn,
  exampleColumns,
  sortColumns,
  type ColumnGroup,
} from '../column-update.ts'

/** 应更新但长期未更新的栏目: ten or more; a blank column is one form of it. "Long" is a parameter (365 days by practice). */
export default defineIndicator({
  id: 'site/columns-long-stale',
  clause: 'WEB-V4.2',
  needs: ['columns'],
  method:
    '有更新要求的栏目，监测点前一年（365天，可调）内没有更新的计为长期未更新，空白栏目也算一种；累计10个及以上即不合格。',

  judge({ columns }, { params, monitorPoint }) {
    const watched = columns.columns.filter((column) => column.updateDuty)
    if (watched.length === 0) return cantTell('没有找到有更新要求的栏目')
    const from = windowOfDays(monitorPoint, params.longStaleDays).from
    const { stale, unknown } = sortColumns(watched, (column) => columnUpdate(column, from, monitorPoint))
    const because = `${watched.length} 个应更新栏目中 ${stale.length} 个长期未更新`
    if (stale.length >= params.minColumns) return failed(because, columnFindings(stale))
    if (stale.length + unknown.length >= params.minColumns) {
      return cantTell(`${because}，另有 ${unknown.length} 个无法判断`)
    }
    return passed(because)
  },

  cases: [
    at('9个长期未更新', 'passed', [9, exampleColumn('other', '2024-08-14')]),
    at('10个长期未更新', 'failed', [10, exampleColumn('other', '2024-08-14')]),
    at('一年窗口首日更新', 'passed', [10, exampleColumn('other', '2024-08-15')]),
    at('空白栏目计入', 'failed', [6, exampleColumn('other', '2024-01-01')], [4, exampleColumn('other', null)]),
    at(
      '9个加1个读不到',
      'cantTell',
      [9, exampleColumn('other', '2024-01-01')],
      [1, exampleColumn('other', '无法读取')],
    ),
    at('没有应更新的栏目', 'cantTell'),
  ],
})

function at(name: string, outcome: 'passed' | 'failed' | 'cantTell', ...groups: ColumnGroup[]) {
  return { name, outcome, monitorPoint: '2025-08-14', given: exampleColumns(...groups) }
}
