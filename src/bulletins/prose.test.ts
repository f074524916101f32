import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { day } from '../kernel/day.ts'
import type { Inline } from './bulletin.ts'
import { draftBulletin } from './draft.ts'
import { thirdQuarter2025 } from './facts-fixture.ts'
import { plainText } from './plain-text.ts'
import { readTemplate, templateOf } from './prose.ts'
import { refusal } from './publication.ts'
import { shanghai } from './styles/shanghai.ts'

const options = { date: day('2025-09-28') }
const drafted = draftBulletin(thirdQuarter2025, shanghai, options)
const paragraphs = drafted.blocks.flatMap((block) => (block.kind === 'paragraph' ? [templateOf(block.text)] : []))
const original = paragraphs.find((text) => text.includes('{sites.total}'))!
const edit = (text: string) => ({ original, text, author: '王五', at: '2025-09-27T01:00:00.000Z' })
const edited = (text: string, facts = thirdQuarter2025) =>
  draftBulletin(facts, shanghai, { ...options, edits: [edit(text)] })

describe('an edited paragraph', () => {
  it('stands in place of the drafted one, with the numbers of the figures', () => {
    const bulletin = edited('截至检查之日，全市正常运行的政府网站共{sites.total}家。')
    expect(plainText(bulletin)).toContain('截至检查之日，全市正常运行的政府网站共67家。')
    expect(bulletin.edits).toHaveLength(1)
    expect(refusal(bulletin)).toBeNull()
  })

  it('says the new number when the facts have changed since', () => {
    const { sites } = thirdQuarter2025
    const fewer = { ...thirdQuarter2025, sites: { ...sites, population: sites.population.slice(1) } }
    const before = draftBulletin(fewer, shanghai, options).blocks
    expect(before.some((block) => block.kind === 'paragraph' && templateOf(block.text) === original)).toBe(true)
    expect(plainText(edited('全市共{sites.total}家。', fewer))).toContain('全市共66家。')
  })

  it('with a number that nobody can open is refused by the checks', () => {
    expect(refusal(edited('全市正常运行的政府网站共68家。'))?.details.join()).toContain('不得直接写出')
  })

  it('whose paragraph the draft no longer has is told, not lost in silence', () => {
    const bulletin = draftBulletin(thirdQuarter2025, shanghai, {
      ...options,
      edits: [{ ...edit('别的话。'), original: '以前的一段。' }],
    })
    expect(bulletin.edits ?? []).toEqual([])
    expect(bulletin.checks.find(({ id }) => id === 'prose.lost')).toMatchObject({ ok: false, severity: 'warning' })
  })
})

describe('the template of a paragraph', () => {
  it.each(['', '  ', '共{no.such}家', '一段\n两段'])('%j is refused', (text) => {
    expect(() => readTemplate(text, drafted.figures)).toThrow()
  })

  it('reads back as what it was written from', () => {
    const ids = drafted.figures.map(({ id }) => id)
    const words = fc.string({ minLength: 1 }).filter((text) => !/[{}\r\n]/.test(text) && text.trim() !== '')
    const slot = fc.constantFrom(...ids).map((figure): Inline => ({ figure }))
    // two literal parts beside each other are one
    const inlines = fc.array(fc.tuple(words, slot), { minLength: 1 }).map((pairs) => pairs.flat())
    fc.assert(
      fc.property(inlines, (given) => {
        expect(readTemplate(templateOf(given), drafted.figures)).toEqual(given)
      }),
    )
  })
})
