/**
 * The web archive of one inspection (WACZ 1.1.1): every answer that proves something with the request that it answers,
 * pictures of pages, and the facts of the connection, replayable without us. Records go to a spool on disk as they come;
 * finishing packs them uncompressed (players read by ranges) with index, page list and digests, and seals the whole.
 */
import { chmod, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { FetchedPage, Hop } from '../fetch/fetch-page.ts'
import type { RobotsAuthority } from '../fetch/robots.ts'
import type { ArchiveSummary } from '../settings.ts'
import { pictureOf, placesOf, renderingOf } from './own-records.ts'
import { pack } from './pack-wacz.ts'
import type { PicturePlaces } from './picture-places.ts'
import type { EvidenceSeal } from './seal.ts'
import {
  archiveFileMode,
  createSpool,
  readGroups,
  recoverSpool,
  removeSpool,
  type Spool,
  type SpoolPosition,
} from './spool.ts'
import { blockRecord, infoRecord, requestRecord, responseRecord, type PackedRecord } from './warc-record.ts'

export interface Archive {
  /** Whether the answer of this address is stored already. */
  has(url: string): boolean
  /** Stores an answer with the redirects that led to it; an address is stored once. `text` is what can be searched. */
  store(page: FetchedPage, title: string, text?: string): Promise<void>
  /** Stores an answer that belongs to a page (style, script, picture): not a page of its own. */
  storeResource(page: FetchedPage): Promise<void>
  /** Stores redirects that led to no answer: they are all that proves a loop. */
  storeWay(hops: readonly Hop[]): Promise<void>
  /** Whether the picture of this page is stored already. */
  hasScreenshot(url: string): boolean
  /** Stores the picture of a whole page (JPEG) that was taken at `at` (ISO 8601), and what stands where; one per address. */
  storeScreenshot(url: string, jpeg: Buffer, at: string, places?: PicturePlaces | null): Promise<void>
  /** Stores the HTML of a page as its scripts had made it in a browser at `at` (ISO 8601); one per address. */
  storeRendered(url: string, html: Buffer, at: string): Promise<void>
  /** Stores facts about an origin (name resolution, encryption) as they were at `at`; once per origin. */
  storeFacts(origin: string, facts: object, at: string): Promise<void>
  /** Origins with a stored answer. */
  origins(): readonly string[]
  /** How far it has got; `null` before the first record. */
  readonly position: SpoolPosition | null
  /**
   * Carries on where an earlier attempt stopped; to be asked before the first record. `false`: its files are not reachable
   * from here, and the archive begins empty.
   */
  recover(position: SpoolPosition): Promise<boolean>
  /** Closes the unfinished archive and keeps it for whoever recovers it. Harmless after `finish`. */
  suspend(): Promise<void>
  /** Packs the archive and moves it to its place; `null` when nothing was stored. */
  finish(): Promise<ArchiveSummary | null>
  /** Removes what was written so far. Harmless after `finish`. */
  discard(): Promise<void>
}

export interface ArchiveSettings {
  /** Path of the WACZ file; an existing one is replaced when the new one is complete. */
  readonly file: string
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly userAgent: string
  readonly title: string
  /** Written authority that robots.txt is overridden with: the archive says so. */
  readonly robotsAuthority?: RobotsAuthority | null
  /** The installation's key; without it the archive carries digests, but no signature. */
  readonly seal?: EvidenceSeal | undefined
  /** Whether what is under construction stays after `finish`, until what it proves is safe elsewhere. */
  readonly keepSpool?: boolean
}

/** `stored` holds the addresses of responses, and those of other records with their type. */
const keyOf = ({ type, url }: { readonly type: string; readonly url: string | null }) =>
  type === 'response' ? url! : `${type} ${url}`
const maxTextChars = 50_000

/** Opens an archive. Nothing is written before the first record; unfinished files lie beside `file` as `….part`. */
export function createArchive(settings: ArchiveSettings): Archive {
  const { file, clock, userAgent, title, seal, keepSpool = false, robotsAuthority: by } = settings
  const stored = new Set<string>()
  const packing = `${file}.part`
  let opened: Promise<Spool> | null = null
  let current: Spool | null = null
  const now = () => new Date(clock()).toISOString()
  const spool = () => (opened ??= start())

  async function start(): Promise<Spool> {
    const fresh = await createSpool(file)
    current = fresh
    const about = {
      software: 'Mingcha',
      format: 'WARC File Format 1.1',
      'http-header-user-agent': userAgent,
      description: title,
      // WARC 1.1: the policy that was followed
      robots: by ? `ignore; written authority ${by.documentNumber} ${by.authority}`.trim() : 'classic',
    }
    await fresh.append([await infoRecord(now(), about)])
    return fresh
  }

  function claim(key: string): boolean {
    if (stored.has(key)) return false
    stored.add(key)
    return true
  }

  async function answerRecords(answer: FetchedPage | Hop, date: string): Promise<PackedRecord[]> {
    const { url, status, headers, sent } = answer
    const { body, truncated } = 'body' in answer ? answer : { body: Buffer.alloc(0), truncated: false }
    const remoteAddress = sent?.remoteAddress ?? null
    const response = await responseRecord(date, { url, status, headers, body, truncated, remoteAddress })
    return sent ? [response, await requestRecord(date, { ...sent, url }, response.record.id)] : [response]
  }

  async function keep(page: FetchedPage, listed: { readonly title: string; readonly text?: string } | null) {
    const date = now()
    const answers = [...page.hops, page].filter(({ url }) => claim(url))
    if (answers.length === 0) return
    const records = await Promise.all(answers.map((answer) => answerRecords(answer, date)))
    const isNew = answers.at(-1) === page
    const text = listed?.text?.slice(0, maxTextChars)
    const line = { url: page.url, ts: date, title: listed?.title || page.url, ...(text ? { text } : {}) }
    await (await spool()).append(records.flat(), isNew && listed ? line : undefined)
  }

  async function keepWay(hops: readonly Hop[]) {
    const date = now()
    const answers = hops.filter(({ url }) => claim(url))
    if (answers.length === 0) return
    const records = await Promise.all(answers.map((answer) => answerRecords(answer, date)))
    await (await spool()).append(records.flat())
  }

  async function keepBlock(
    type: 'resource' | 'metadata',
    date: string,
    content: { readonly url: string; readonly mime: string; readonly block: Buffer },
  ) {
    if (!claim(keyOf({ type, url: content.url }))) return
    await (await spool()).append([await blockRecord(type, date, content)])
  }

  return {
    has: (url) => stored.has(url),
    store: (page, pageTitle, text) => keep(page, { title: pageTitle, ...(text === undefined ? {} : { text }) }),
    storeResource: (page) => keep(page, null),
    storeWay: keepWay,
    hasScreenshot: (url) => stored.has(keyOf({ type: 'resource', url: pictureOf(url) })),
    async storeScreenshot(url, jpeg, at, places = null) {
      await keepBlock('resource', at, { url: pictureOf(url), mime: 'image/jpeg', block: jpeg })
      if (places === null) return
      const block = Buffer.from(JSON.stringify(places))
      await keepBlock('resource', at, { url: placesOf(url), mime: 'application/json', block })
    },
    storeRendered: (url, html, at) =>
      keepBlock('resource', at, { url: renderingOf(url), mime: 'text/html; charset=utf-8', block: html }),
    storeFacts: (origin, facts, at) =>
      keepBlock('metadata', at, {
        url: `${origin}/`,
        mime: 'application/json',
        block: Buffer.from(JSON.stringify(facts, null, 1)),
      }),
    origins() {
      const origins = [...stored].flatMap((key) => (/^https?:/.test(key) ? new URL(key).origin : []))
      return [...new Set(origins)]
    },
    get position() {
      return current?.position ?? null
    },
    async recover(position) {
      const recovered = await recoverSpool(file, position)
      if (recovered === null) return false
      for await (const { records } of readGroups(file))
        for (const record of records) if (record.url !== null && record.type !== 'request') stored.add(keyOf(record))
      current = recovered
      opened = Promise.resolve(recovered)
      return true
    },
    async suspend() {
      await opened?.then((open) => open.close()).catch(() => undefined)
    },
    async finish() {
      if (opened === null) return null
      await (await opened).close()
      try {
        const summary = await pack(file, packing, { title, created: now(), seal })
        await chmod(packing, archiveFileMode)
        await rename(packing, file)
        return { file: path.basename(file), ...summary }
      } finally {
        await rm(packing, { force: true })
        if (!keepSpool) await removeSpool(file)
      }
    },
    async discard() {
      await opened?.then((open) => open.close()).catch(() => undefined)
      await Promise.all([removeSpool(file), rm(packing, { force: true })])
    },
  }
}
