/** What holds for every format. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { day } from '../../kernel/day.ts'
import type { Bulletin } from '../bulletin.ts'
import { draftBulletin } from '../draft.ts'
import { siteInspection, thirdQuarter2025, withoutProblems, withResult } from '../facts-fixture.ts'
import { shanghai } from '../styles/shanghai.ts'
import { findFormat, formats } from './index.ts'
import { unzip, xmlFault } from './unzip-fixture.ts'

const HOSTILE = `=1+1&<script>alert('甲')</script>"]]>\u0001\ud83d\ude00`
const shown = `=1+1&<script>alert('甲')</script>"]]>😀`

const date = day('2025-09-28')
const demonstration = { ...thirdQuarter2025, campaign: { ...thirdQuarter2025.campaign, demonstration: true } }
const cases: Readonly<Record<string, Bulletin>> = {
  published: draftBulletin(thirdQuarter2025, shanghai, { date }),
  'with sites, a demonstration': draftBulletin(withResult(demonstration, siteInspection(3, 1), 'WEB-V3'), shanghai, {
    date,
  }),
  'without problems': draftBulletin(withoutProblems(thirdQuarter2025), shanghai, { date }),
  'a draft that may not be published': draftBulletin(withResult(thirdQuarter2025, siteInspection(3, 1)), shanghai, {
    date,
  }),
  'hostile names': draftBulletin(withHostileName(), shanghai, { date }),
}

function withHostileName() {
  const inspections = thirdQuarter2025.accounts.inspections.map((inspection) =>
    inspection.target.id === 1 ? { ...inspection, target: { ...inspection.target, name: HOSTILE } } : inspection,
  )
  return { ...thirdQuarter2025, accounts: { ...thirdQuarter2025.accounts, inspections } }
}

afterEach(() => vi.useRealTimers())

describe.each(formats)('$id', (format) => {
  test.each(Object.entries(cases))('%s: the same bytes on every day', async (_, bulletin) => {
    vi.useFakeTimers({ now: new Date('2025-09-28T08:00:00Z'), toFake: ['Date'] })
    const first = await format.render(bulletin)
    vi.setSystemTime(new Date('2031-02-03T23:59:59Z'))
    const second = await format.render(structuredClone(bulletin))
    expect(Buffer.compare(first, second)).toBe(0)
  })

  test.each(Object.entries(cases))('%s: title, names, notices and note are in it', async (_, bulletin) => {
    const text = await textOf(await format.render(bulletin), format.extension)
    const expected = [
      ...(format.id === 'docx' ? ['2025年第三季度检查情况通报'] : [bulletin.title]),
      ...(bulletin.notice === null ? [] : [bulletin.notice]),
      ...bulletin.annexes.flatMap(({ rows, note }) => [...rows.map((row) => row[3]!), note]),
    ]
    for (const piece of expected) expect(text).toContain(piece)
  })

  test('a draft with failed checks says that it may not be published', async () => {
    const text = await textOf(await format.render(cases['a draft that may not be published']!), format.extension)
    expect(text).toMatch(
      format.id === 'json' ? /"ok": false,\n\s*"severity": "error"/ : /草稿：有1项校验未通过，不得印发/,
    )
  })

  test('a hostile name arrives as it is', async () => {
    const text = await textOf(await format.render(cases['hostile names']!), format.extension)
    expect(text).toContain(shown)
  })

  test('is found by its id', () => {
    expect(findFormat(format.id)).toBe(format)
  })
})

test('ids and extensions are unique', () => {
  expect(new Set(formats.map(({ id }) => id)).size).toBe(formats.length)
  expect(new Set(formats.map(({ extension }) => extension)).size).toBe(formats.length)
})

/** All text of a file with its escapes undone; for zip files of all XML parts, which must be well formed. */
async function textOf(bytes: Uint8Array, extension: string): Promise<string> {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  if (extension === 'json') return utf8.decode(bytes).replaceAll('\\"', '"')
  if (extension === 'txt') return utf8.decode(bytes)
  if (extension === 'html') return unescape(utf8.decode(bytes))
  const { files, days } = await unzip(bytes)
  expect(days).toEqual(['2025-09-28'])
  for (const [name, xml] of files) expect([name, xmlFault(xml)]).toEqual([name, null])
  return unescape([...files.values()].join('\n').replaceAll(/<[^>]*>/g, ''))
}

function unescape(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
  return text.replaceAll(/&(#(\d+)|\w+);/g, (_, name: string, code?: string) =>
    code === undefined ? named[name]! : String.fromCodePoint(Number(code)),
  )
}
