import { cantTell, defineIndicator, failed, passed } from '../define.ts'
import { exampleColumn, exampleColumns, type ColumnGroup } from '../column-update.ts'

/** 空白栏目: five or more columns that have had no content since they were opened. */
export default defineIndicator({
  id: 'site/columns-blank',
  clause: 'WEB-V4.3',
  needs: ['columns'],
  method: '栏目页面能打开但没有任何内容的为空白栏目；累计5个及以上即不合格。打不开的栏目不算空白。',

  judge({ columns }, { params }) {
    if (columns.columns.length === 0) return cantTell('没有找到栏目')
    const blank = columns.columns.filter((column) => column.state === 'blank')
    const unreadable = columns.columns.filter((column) => column.state === 'unreadable')
    const because = `${columns.columns.length} 个栏目中 ${blank.length} 个空白`
    if (blank.length >= params.minColumns) {
      return failed(
        because,
        blank.map((column) => ({ where: `栏目“${column.name}”`, message: '没有任何内容', url: column.url })),
      )
    }
    if (blank.length + unreadable.length >= params.minColumns) {
      return cantTell(`${because}，另有 ${unreadable.length} 个无法读取`)
    }
    return passed(because)
  },

  cases: [
    at('4个空白', 'passed', [4, exampleColumn('other', null)]),
    at('5个空白', 'failed', [5, exampleColumn('other', null)]),
    at('打不开不等于空白', 'cantTell', [4, exampleColumn('other', null)], [1, exampleColumn('other', '无法读取')]),
    at('有内容', 'passed', [6, exampleColumn('news', '2020-01-01')]),
    at('没有栏目', 'cantTell'),
  ],
})

function at(name: string, outcome: 'passed' | 'failed' | 'cantTell', ...groups: ColumnGroup[]) {
  return { name, outcome, monitorPoint: '2025-08-14', given: exampleColumns(...groups) }
}
