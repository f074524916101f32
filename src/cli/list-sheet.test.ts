import { readXlsx, writeXlsx } from 'hucre/xlsx'
import { expect, test } from 'vitest'
import { listSheet } from './list-sheet.ts'

test('headings stand out and repeat, one page wide, and no name becomes a formula', async () => {
  const rows = [
    ['=1+1', 3],
    ['上海统计', 4],
  ]
  const bytes = await writeXlsx({
    sheets: [
      listSheet(
        '系统缺少',
        [
          ['账号名称', 32],
          ['数量', 10],
        ],
        rows,
      ),
      listSheet('空', [['说明', 80]], []),
    ],
  })
  const { sheets } = await readXlsx(bytes, { readStyles: true })
  expect(sheets[0]).toMatchObject({
    rows: [['账号名称', '数量'], ...rows],
    freezePane: { rows: 1 },
    autoFilter: { range: 'A1:B3' },
    pageSetup: { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  })
  expect(sheets[0]!.cells!.get('0,0')!.style?.fill).toMatchObject({ type: 'pattern' })
  expect(sheets[0]!.cells!.get('1,0')!.formula).toBeUndefined()
  expect(sheets[1]!.rows).toEqual([['说明']])
})
