import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { decodeCsv, MAX_FIELDS, parseCsv } from './csv.ts'

const fields = (text: string) => [...parseCsv(text)].map((record) => record.fields)

describe('parseCsv', () => {
  test('quotes hold commas, line ends and quotes; lines are counted through them', () => {
    const text = '名称,说明\r\n"甲,乙","他说""好"""\r\n"两\n行",x\n末行,\n'
    expect([...parseCsv(text)]).toEqual([
      { line: 1, fields: ['名称', '说明'] },
      { line: 2, fields: ['甲,乙', '他说"好"'] },
      { line: 3, fields: ['两\n行', 'x'] },
      { line: 5, fields: ['末行', ''] },
    ])
  })

  test.each([
    ['a,"b', '第 1 行的引号没有闭合'],
    ['a\nb,"c"d', '第 2 行的引号之后还有文字'],
    ['"a\n\nb",c\nd,"e', '第 4 行的引号没有闭合'],
  ])('%j is refused: %s', (text, message) => {
    expect(() => fields(text)).toThrow(message)
  })

  test(`a record has ${MAX_FIELDS} fields at most`, () => {
    const commas = (count: number) => `名称\n${','.repeat(count - 1)}`
    expect(fields(commas(MAX_FIELDS))[1]).toHaveLength(MAX_FIELDS)
    expect(() => fields(commas(MAX_FIELDS + 1))).toThrow('第 2 行超过 1000 列')
  })

  test('what is written by the rules is read back', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '明', ',', '"', '\r', '\n', ' ', '😀') })
    const record = fc.array(field, { minLength: 1, maxLength: 5 })
    const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
    fc.assert(
      fc.property(fc.array(record), fc.constantFrom('\n', '\r\n'), (records, lineEnd) => {
        const text = records.map((values) => values.map(quote).join(',') + lineEnd).join('')
        expect(fields(text)).toEqual(records)
      }),
    )
  })
})

describe('decodeCsv', () => {
  const text = '上海统计,朱镕基,㐂𠮷'
  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with BOM', Buffer.from(`\ufeff${text}`)],
    ['GB18030', iconv.encode(text, 'gb18030')],
  ])('reads %s', (_, bytes) => {
    expect(decodeCsv(bytes)).toBe(text)
  })

  test('other bytes are refused, not guessed', () => {
    expect(() => decodeCsv(Buffer.from([0x61, 0xff, 0xff, 0x80]))).toThrow('无法识别文件的文字编码')
  })
})
