/** The parts of GB/T 9704 that can be read from the file. */
import { beforeAll, describe, expect, test } from 'vitest'
import { day } from '../../kernel/day.ts'
import { draftBulletin } from '../draft.ts'
import { siteInspection, thirdQuarter2025, withResult } from '../facts-fixture.ts'
import { shanghai } from '../styles/shanghai.ts'
import { docx } from './docx.ts'
import { unzip, type ZipContents } from './unzip-fixture.ts'

const facts = withResult(thirdQuarter2025, siteInspection(3, 1), 'WEB-V3')
const bulletin = draftBulletin(facts, shanghai, { date: day('2025-09-28') })

let contents: ZipContents
let document: string
beforeAll(async () => {
  contents = await unzip(await docx.render(bulletin))
  document = contents.files.get('word/document.xml')!
})

/** Text, fonts and sizes of the paragraphs outside tables. */
function paragraphs() {
  const outside = document.replaceAll(/<w:tbl>.*?<\/w:tbl>/gs, '')
  return [...outside.matchAll(/<w:p>.*?<\/w:p>/gs)].map(([xml]) => ({
    xml,
    text: [...xml.matchAll(/<w:t[^>]*>([^<]*)</g)].map(([, text]) => text).join(''),
    font: /w:eastAsia="([^"]+)"/.exec(xml)?.[1],
    size: Number(/<w:sz w:val="(\d+)"/.exec(xml)?.[1]),
  }))
}

function paragraph(start: string) {
  const found = paragraphs().find(({ text }) => text.startsWith(start))
  if (found === undefined) throw new Error(`no paragraph begins with ${start}`)
  return found
}

describe('page', () => {
  test('A4, margins 37 · 35 · 28 · 26 mm, grid of lines and never of characters', () => {
    const sections = document.match(/<w:sectPr>.*?<\/w:sectPr>/gs)!
    expect(sections).toHaveLength(2)
    for (const section of sections) {
      expect(section).toContain('<w:pgSz w:w="11906" w:h="16838" w:orient="portrait"/>')
      expect(section).toMatch(
        /<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="850" w:footer="1389"/,
      )
      expect(section).not.toContain('linesAndChars')
    }
    expect(sections[0]).toContain('<w:docGrid w:type="lines" w:linePitch="579"/>')
  })

  test('page numbers outside: right on odd pages, left on even ones', () => {
    const footers = [...contents.files].filter(([name]) => /footer\d+\.xml$/.test(name)).map(([, xml]) => xml)
    expect(footers).toHaveLength(4)
    for (const footer of footers) expect(footer).toMatch(/— .*PAGE.* —/s)
    const sides = footers.map((footer) => /<w:jc w:val="(\w+)"/.exec(footer)?.[1])
    expect(sides.filter((side) => side === 'left')).toHaveLength(2)
    expect(sides.filter((side) => side === 'right')).toHaveLength(2)
    expect(contents.files.get('word/settings.xml')).toContain('<w:evenAndOddHeaders/>')
  })

  test('western text is English and Chinese text Chinese, or numbers are torn apart', () => {
    expect(contents.files.get('word/styles.xml')).toContain('<w:lang w:val="en-US" w:eastAsia="zh-CN"/>')
  })
})

describe('text', () => {
  test('title 小标宋 2号, headings 黑体, body 仿宋 3号 two characters in', () => {
    expect(paragraph('本市政府网站和政务新媒体2025年')).toMatchObject({ font: '方正小标宋简体', size: 44 })
    expect(paragraph('一、总体情况')).toMatchObject({ font: '黑体', size: 32 })
    expect(paragraph('目前，全市')).toMatchObject({ font: '仿宋_GB2312', size: 32 })
    expect(paragraph('目前，全市').xml).toContain('w:firstLineChars="200"')
    expect(paragraph('目前，全市').xml).toMatch(
      /<w:spacing w:after="0" w:before="0" w:line="579" w:lineRule="exact"\/>/,
    )
  })

  test('every body paragraph of the bulletin is there, in order', () => {
    const expected = bulletin.blocks.flatMap((block) => (block.kind === 'paragraph' ? [] : [block.text]))
    const texts = paragraphs().map(({ text }) => text)
    expect(texts.filter((text) => expected.includes(text))).toEqual(expected)
    expect(texts.filter((text) => text !== '').length).toBeGreaterThan(bulletin.blocks.length)
  })

  test('no paragraph is kept from filling a page', () => {
    for (const { xml } of paragraphs()) expect(xml).toContain('<w:widowControl w:val="false"/>')
  })

  test('the list of annexes, the name and the date', () => {
    expect(paragraph('附件：1.第三季度检查不合格的政府网站名单')).toBeDefined()
    expect(paragraph('2.第三季度检查发现存在突出问题的政务新媒体名单')).toBeDefined()
    const lefts = ['上海市人民政府办公厅', '2025年9月28日'].map((text) =>
      Number(/w:left="(\d+)"/.exec(paragraph(text).xml)?.[1]),
    )
    // The date begins two characters right of the name.
    expect(lefts[1]! - lefts[0]!).toBe(630)
  })
})

describe('annexes', () => {
  test('each on a page of its own, with its title', () => {
    expect(paragraph('附件1')).toMatchObject({ font: '黑体', size: 32 })
    expect(paragraph('附件2').xml).toContain('<w:pageBreakBefore/>')
    expect(paragraph('第三季度检查发现存在突出问题的')).toMatchObject({ font: '方正小标宋简体', size: 44 })
  })

  test('fixed tables as wide as the text, headings repeated, rows kept whole', () => {
    const tables = document.match(/<w:tbl>.*?<\/w:tbl>/gs)!
    expect(tables).toHaveLength(2)
    for (const table of tables) {
      expect(table).toContain('<w:tblLayout w:type="fixed"/>')
      expect(table.match(/<w:tblHeader\/>/g)).toHaveLength(1)
      expect(table.match(/<w:cantSplit\/>/g)).toHaveLength(table.match(/<w:tr>/g)!.length)
      const widths = [...table.matchAll(/<w:gridCol w:w="(\d+)"/g)].map(([, width]) => Number(width))
      expect(widths).toHaveLength(5)
      expect(widths.reduce((sum, width) => sum + width, 0)).toBeLessThanOrEqual(8844)
      expect(widths.reduce((sum, width) => sum + width, 0)).toBeGreaterThan(8830)
    }
    expect(tables[1]!.match(/<w:tr>/g)).toHaveLength(6)
  })
})
