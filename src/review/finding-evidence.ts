/**
 * What one judgement rests on, for the person who reviews it: its findings with what was answered at their addresses, the words
 * concerned, the pictures with the places marked, and the records of the archive that prove them.
 */
import { pictureOf } from '../gather/archive/own-records.ts'
import type { PicturePlaces } from '../gather/archive/picture-places.ts'
import type { ArchivedRecord, ReadableArchive } from '../gather/archive/read-archive.ts'
import type { Finding } from '../indicators/define.ts'
import type { Evidence } from '../evidence/evidence.ts'
import { indicators } from '../indicators/index.ts'
import type { AnyIndicator } from '../indicators/define.ts'
import { maskPersonalData } from '../kernel/personal-data.ts'
import { clip } from '../kernel/text.ts'

/** A record of the archive that proves something. */
export interface ProofRecord {
  readonly id: string
  readonly type: string
  readonly date: string
  readonly url: string
  readonly status: number | null
  readonly mime: string
  readonly digest: string
  readonly bytes: number
}

/** Words of a page, with what the finding is about in the middle. */
export interface Highlight {
  readonly page: string
  readonly before: string
  readonly match: string
  readonly after: string
}

export interface ShownFinding extends Finding {
  readonly records: readonly ProofRecord[]
  /** Of the answer at the finding's address, as they were received. */
  readonly status: number | null
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly highlights: readonly Highlight[]
}

export interface Mark {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Number of the finding it marks, from 0. */
  readonly finding: number
}

export interface ShownPicture {
  /** Number of the record in the archive, by which its bytes are asked for. */
  readonly record: number
  readonly page: string
  readonly takenAt: string
  /** CSS pixels; `null` in archives of before places were noted. */
  readonly width: number | null
  readonly height: number | null
  readonly marks: readonly Mark[]
}

export interface FindingEvidence {
  readonly findings: readonly ShownFinding[]
  readonly pictures: readonly ShownPicture[]
}

/** Findings that are shown with everything; the others with their words only. */
const [mostFindings, mostPictures, mostHighlights, around] = [50, 12, 3, 60]

const byClause = new Map<string, AnyIndicator>(indicators.map((indicator) => [indicator.clause, indicator]))

/** The kinds of evidence that a clause is judged by, and how; nothing where only persons judge. */
export function howJudged(clause: string, judgedLike: string | undefined): AnyIndicator | undefined {
  return byClause.get(judgedLike ?? clause)
}

/** What the archive holds about findings. `links` is the inspection's evidence of links, if there is any. */
export async function findingEvidence(
  archive: ReadableArchive,
  findings: readonly Finding[],
  links: Evidence['links'] | null,
): Promise<FindingEvidence> {
  const places = new Map((links?.findings ?? []).map((link) => [link.url, link]))
  /** Pages on which the finding shows, and words that lead to it there. */
  const standsOn = (finding: Finding) => {
    const link = finding.url === undefined ? undefined : places.get(finding.url)
    const words = [...`${finding.where}${finding.message}`.matchAll(/[“「]([^”」]{2,80})[”」]/g)].map(
      ([, text]) => text!,
    )
    return {
      pages: [...new Set([...(link ? [link.foundOn, ...link.places.map(({ page }) => page)] : []), finding.url ?? ''])],
      words: [...new Set([...(link ? [link.anchorText, ...link.places.map(({ text }) => text)] : []), ...words])],
    }
  }
  const shown = await Promise.all(
    findings.map(async (finding, index): Promise<ShownFinding> => {
      if (index >= mostFindings) return { ...finding, records: [], status: null, headers: [], highlights: [] }
      const { pages, words } = standsOn(finding)
      const records = [...new Set([finding.url ?? '', ...pages])].flatMap((url) => recordsOf(archive, url))
      const answer = finding.url === undefined ? undefined : archive.answerOf(finding.url)
      const { status, headers } = answer ? await archive.readAnswer(answer) : { status: null, headers: [] }
      return { ...finding, records, status, headers, highlights: highlightsOn(archive, pages, words) }
    }),
  )
  return { findings: shown, pictures: await picturesOf(archive, findings, standsOn) }
}

async function picturesOf(
  archive: ReadableArchive,
  findings: readonly Finding[],
  standsOn: (finding: Finding) => { readonly pages: readonly string[] },
): Promise<readonly ShownPicture[]> {
  const prefix = pictureOf('')
  const pictures = await Promise.all(
    archive.records.flatMap((record, number) => {
      if (record.type !== 'resource' || record.url?.startsWith(prefix) !== true) return []
      return [shownPicture(archive, { record, number, page: record.url.slice(prefix.length) }, findings, standsOn)]
    }),
  )
  // What is marked comes first: that is what the reviewer looks for.
  return pictures.toSorted((a, b) => Number(b.marks.length > 0) - Number(a.marks.length > 0)).slice(0, mostPictures)
}

async function shownPicture(
  archive: ReadableArchive,
  { record, number, page }: { readonly record: ArchivedRecord; readonly number: number; readonly page: string },
  findings: readonly Finding[],
  standsOn: (finding: Finding) => { readonly pages: readonly string[] },
): Promise<ShownPicture> {
  const places = await archive.placesOn(page)
  const marks = findings.slice(0, mostFindings).flatMap((finding, index) => {
    if (places === null || finding.url === undefined) return []
    if (!standsOn(finding).pages.includes(page) && !leadsTo(places, finding.url)) return []
    return places.places
      .filter(({ url }) => sameAddress(url, finding.url!))
      .map(({ x, y, width, height }) => ({ x, y, width, height, finding: index }))
  })
  const size = { width: places?.width ?? null, height: places?.height ?? null }
  return { record: number, page, takenAt: record.date, ...size, marks }
}

function leadsTo({ places }: PicturePlaces, url: string): boolean {
  return places.some((place) => sameAddress(place.url, url))
}

/** The browser writes `http://a.example/` where a page says `http://a.example`. */
function sameAddress(one: string, other: string): boolean {
  return one === other || one.replace(/\/$/, '') === other.replace(/\/$/, '')
}

function recordsOf(archive: ReadableArchive, url: string): readonly ProofRecord[] {
  const found = [archive.answerOf(url), archive.renderingOf(url), archive.pictureOf(url)]
  return found.flatMap((record) => {
    if (record === undefined) return []
    const { id, type, date, status, mime, digest, length } = record
    return [{ id, type, date, url: record.url ?? '', status, mime, digest, bytes: length }]
  })
}

function highlightsOn(
  archive: ReadableArchive,
  pages: readonly string[],
  words: readonly string[],
): readonly Highlight[] {
  const found = pages.flatMap((page) => {
    const text = archive.pages.get(page)?.text
    if (text === undefined) return []
    return words.flatMap((word) => {
      const at = word === '' ? -1 : text.indexOf(word)
      if (at < 0) return []
      const before = maskPersonalData(text.slice(Math.max(0, at - around), at))
      const after = maskPersonalData(text.slice(at + word.length, at + word.length + around))
      return [{ page, before, match: clip(maskPersonalData(word), 200), after }]
    })
  })
  return found.slice(0, mostHighlights)
}
