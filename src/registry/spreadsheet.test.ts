import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { writeXlsx } from 'hucre/xlsx'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Failure } from '../kernel/failure.ts'
import { textRow, writeXlsxFile, type XlsxParts } from '../../test/xlsx-file.ts'
import { readSpreadsheet, type SheetFormat } from './spreadsheet.ts'

let folder = ''
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'mingcha-sheet-'))))
afterAll(async () => await rm(folder, { recursive: true, force: true }))

const units = { headings: ['机构代码', '机构名称'], optional: ['序号'] } satisfies SheetFormat

async function readXlsxParts(parts: XlsxParts, format: SheetFormat = units) {
  return await readSpreadsheet(await writeXlsxFile(path.join(folder, '机构.xlsx'), parts), format)
}

async function readText(content: string | Uint8Array, name = '机构.csv') {
  const file = path.join(folder, name)
  await writeFile(file, content)
  return await readSpreadsheet(file, units)
}

const plain = (rows: Awaited<ReturnType<typeof readSpreadsheet>>) =>
  rows.map(({ line, cells }) => [line, ...cells.values()])

const header = textRow('机构代码', '机构名称', '序号')

/** What a reading fails with; `null` when it does not. */
const failureOf = (reading: Promise<unknown>): Promise<Failure | null> =>
  reading.then(
    () => null,
    (error: Failure) => error,
  )

const saying = (message: string) => ({ name: 'Failure', message: expect.stringContaining(message) as string })

describe('what is read', () => {
  test('headings in any order, further ones ignored, empty rows skipped, texts normalised', async () => {
    const rows = await readText('备注,机构名称 *,机构代码\n,,\n随便,市　统计局,３１０\n\n,区政府,311\n')
    expect(plain(rows)).toEqual([
      [3, '310', '市 统计局', ''],
      [5, '311', '区政府', ''],
    ])
  })

  test('csv in GB18030, and xlsx made by a library, give the same', async () => {
    const table = [
      ['机构代码', '机构名称', '序号'],
      ['jg001', '上海市统计局', '12'],
    ]
    const csv = table.map((row) => row.join(',')).join('\r\n')
    const file = path.join(folder, 'library.xlsx')
    await writeFile(file, await writeXlsx({ sheets: [{ name: '机构', rows: table }] }))
    const expected = [[2, 'jg001', '上海市统计局', '12']]
    expect(plain(await readText(iconv.encode(csv, 'gb18030')))).toEqual(expected)
    expect(plain(await readSpreadsheet(file, units))).toEqual(expected)
  })

  test('shared strings with several runs, pronunciation guides left out, escaped characters', async () => {
    const rows = await readXlsxParts({
      rows: `${header}<row r="4"><c r="B4" t="s"><v>1</v></c><c r="A4" t="s"><v>0</v></c></row>`,
      sharedStrings:
        '<si><t>j_x0031_</t></si><si><r><t>上海</t></r><r><t>统计</t></r><rPh><t>シャンハイ</t></rPh></si>',
    })
    expect(plain(rows)).toEqual([[4, 'j1', '上海统计', '']])
  })

  test('numbers and dates read as the user saw them', async () => {
    const cell = (style: number, value: string) => `<c s="${style}"><v>${value}</v></c>`
    const rows = await readXlsxParts(
      {
        rows:
          textRow('整数', '补零', '日期', '时刻', '自定义', '小数') +
          `<row>${cell(0, '3100000012')}${cell(1, '100000012')}${cell(2, '45870')}${cell(3, '45870.354166666664')}${cell(4, '45870.5')}${cell(0, '1.5')}</row>`,
        styles: {
          formats:
            '<numFmt numFmtId="164" formatCode="0000000000"/><numFmt numFmtId="165" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\\ hh:mm"/>',
          xfs: '<xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="165"/>',
        },
      },
      { headings: ['整数', '补零', '日期', '时刻', '自定义', '小数'] },
    )
    expect(plain(rows)).toEqual([
      [2, '3100000012', '0100000012', '2025-08-01', '2025-08-01 08:30:00', '2025-08-01 12:00:00', '1.5'],
    ])
  })

  test('a workbook that counts days from 1904, and one whose first sheet is hidden', async () => {
    const rows = await readXlsxParts({
      workbookPr: '<workbookPr date1904="1"/>',
      sheets: '<sheet name="a" r:id="rId1" state="hidden"/><sheet name="b" r:id="rId2"/>',
      rows: textRow('不要读这张表'),
      styles: { xfs: '<xf numFmtId="14"/>' },
      more: {
        'xl/worksheets/sheet2.xml': `<worksheet><sheetData>${header}<row><c s="0"><v>44408</v></c></row></sheetData></worksheet>`,
      },
    })
    expect(plain(rows)).toEqual([[2, '2025-08-01', '', '']])
  })
})

describe('what is refused, by name', () => {
  test('missing and double headings', async () => {
    expect(await failureOf(readText('机构代码,机构代码,别的\n'))).toMatchObject({
      ...saying('缺少表头：机构名称；表头重复：机构代码'),
      details: ['文件第一行是：机构代码、机构代码、别的'],
    })
  })

  test('formulas, error values and numbers that lost digits, all at once', async () => {
    const rows =
      header +
      '<row r="2"><c r="A2"><f>A1&amp;"x"</f><v>1</v></c><c r="B2" t="e"><v>#REF!</v></c></row>' +
      '<row r="3"><c r="A3"><v>3.10000000112345E+17</v></c><c r="F3"><f>1+1</f><v>2</v></c></row>'
    expect((await failureOf(readXlsxParts({ rows })))?.details).toEqual([
      '第 2 行「机构代码」：单元格 A2 含有公式，请复制后“选择性粘贴为数值”',
      '第 2 行「机构名称」：单元格 B2 是错误值 #REF!',
      '第 3 行「机构代码」：单元格 A3 的数字超过 15 位，末尾数字已丢失；请把单元格设为“文本”格式后重新填写',
      '第 3 行：单元格 F3 含有公式，请复制后“选择性粘贴为数值”',
    ])
    const csv = '机构代码,机构名称\n3.1E+09,"=cmd|\'/c calc\'!A1"\n'
    expect((await failureOf(readText(csv)))?.details).toEqual([
      '第 2 行「机构代码」：3.1E+09 是科学计数法，原来的数字已丢失；请把该列设为“文本”格式后重新填写',
      '第 2 行「机构名称」：含有公式，请改为数值',
    ])
  })

  test('more errors than anybody reads: 200 are shown and the total is said', async () => {
    const reading = readText(`机构代码,机构名称\n${'=1,=2\n'.repeat(3000)}`)
    const failure = await failureOf(reading)
    expect(failure).toMatchObject(saying('机构.csv有 6000 处错误，没有导入任何内容'))
    expect(failure?.details).toHaveLength(201)
    expect(failure?.details.at(-1)).toBe('共 6000 处错误，以上只列出 200 处')
  })

  test.each([
    ['old.xlsx', Buffer.from('d0cf11e0a1b11ae1', 'hex'), '旧版 Excel 文件（xls）或加密的工作簿'],
    ['export.xls', '\ufeff <html><table><tr><td>机构代码</td></tr></table></html>', '网页或 XML 文件'],
    ['scan.csv', '%PDF-1.7', 'PDF 文件'],
    ['unicode.csv', Buffer.from('\ufeff机构代码\t机构名称', 'utf16le'), '二进制文件或 UTF-16 文本'],
    ['empty.csv', '', '没有内容'],
    ['blank.csv', '\n \n,,\n', '没有内容'],
    ['broken.xlsx', Buffer.from('PK\u0003\u0004 not really a zip'), '不是完好的 xlsx 文件'],
  ])('%s', async (name, content, message) => {
    expect(await failureOf(readText(content, name))).toMatchObject(saying(message))
  })

  test('a file that is not there', async () => {
    expect(await failureOf(readSpreadsheet(path.join(folder, 'nowhere.csv'), units))).toMatchObject(
      saying('打不开文件'),
    )
  })

  test('a workbook without sheets', async () => {
    expect(await failureOf(readXlsxParts({ rows: '', sheets: ' ' }))).toMatchObject(saying('没有工作表'))
  })
})

describe('hostile xlsx files', () => {
  const megabytes = (count: number) => ' '.repeat(count * 1_000_000)

  test('a zip bomb is refused by what it declares', async () => {
    const bomb = readXlsxParts({ rows: header, more: { 'xl/media/bomb.bin': megabytes(25) } })
    await expect(bomb).rejects.toMatchObject({ code: 'badInput.zipBomb' })
  })

  test('a zip bomb that lies about its size is cut off', async () => {
    const file = path.join(folder, 'liar.xlsx')
    await writeXlsxFile(file, { rows: header + megabytes(30) })
    const bytes = await readFile(file)
    for (let at = bytes.indexOf('PK\u0001\u0002'); at !== -1; at = bytes.indexOf('PK\u0001\u0002', at + 4)) {
      if (bytes.readUInt32LE(at + 24) > 1_000_000) bytes.writeUInt32LE(1000, at + 24) // uncompressed size
    }
    await writeFile(file, bytes)
    await expect(readSpreadsheet(file, units)).rejects.toMatchObject({ code: 'badInput.damaged' })
  })

  test('a document type with entities is not expanded', async () => {
    const rows = await readXlsxParts({
      prologue:
        '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;"><!ENTITY file SYSTEM "file:///etc/passwd">]>',
      rows: header + textRow('1', '&y;&file;', '&#65;&amp;'),
    })
    expect(plain(rows)).toEqual([[2, '1', '&y;&file;', 'A&']])
  })

  test('a cell without end, and row numbers that run backwards', async () => {
    const long = readXlsxParts({ rows: header + textRow('字'.repeat(40_000), '甲') })
    await expect(long).rejects.toMatchObject({ details: [expect.stringContaining('超过 32767 个字符')] })
    const backwards = readXlsxParts({ rows: `<row r="5"/><row r="4"/>` })
    await expect(backwards).rejects.toThrow('行号混乱')
  })

  test('part names that point outside are names only', async () => {
    const outside = readXlsxParts({ rows: header, sheets: '<sheet name="a" r:id="rId9"/>' })
    await expect(outside).rejects.toMatchObject({ code: 'badInput.damaged' })
  })
})

describe('size', () => {
  const csv = (rows: number) =>
    `机构代码,机构名称,序号\n${Array.from({ length: rows }, (_, row) => `jg${row},第${row}个机构,${row}`).join('\n')}`

  test('100,000 rows are read in seconds', async () => {
    const rows = Array.from({ length: 100_000 }, (_, row) => textRow(`jg${row}`, `第${row}个机构`, String(row)))
    expect(await readXlsxParts({ rows: header + rows.join('') })).toHaveLength(100_000)
    expect(await readText(csv(100_000))).toHaveLength(100_000)
  })

  test('200,000 rows are the limit', async () => {
    expect(await readText(csv(200_000))).toHaveLength(200_000)
    await expect(readText(csv(200_001))).rejects.toMatchObject({ code: 'badInput.tooManyRows' })
  })
})
