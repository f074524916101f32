/**
 * The web archive of one inspection (WACZ 1.1.1): every answer that proves something, replayable without us. Records go
 * to a WARC file on disk as they come; finishing packs it uncompressed (players read it by ranges) with index, page list
 * and digests. SHA-256 for the world, SM3 for Chinese commercial cryptography rules.
 */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import type { FetchedPage } from '../fetch/fetch-page.ts'
import type { RobotsAuthority } from '../fetch/robots.ts'
import type { ArchiveSummary } from '../settings.ts'
import { createSpool, recoverSpool, removeSpool, type Spool, type SpooledRecord, type SpoolPosition } from './spool.ts'
import { sha256, type WarcEntry } from './warc.ts'

export interface Archive {
  /** Stores an answer with the redirects that led to it; an address is stored once. */
  store(page: FetchedPage, title: string): Promise<void>
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
  /** Whether what is under construction stays after `finish`, until what it proves is safe elsewhere. */
  readonly keepSpool?: boolean
}

/** Opens an archive. Nothing is written before the first record; unfinished files lie beside `file` as `….part`. */
export function createArchive(settings: ArchiveSettings): Archive {
  const { file, clock, userAgent, title, keepSpool = false, robotsAuthority: by } = settings
  const warcFile = `${file}.warc.part`
  const waczFile = `${file}.part`
  const entries: WarcEntry[] = []
  const pages: { url: string; ts: string; title: string }[] = []
  const stored = new Set<string>()
  let opened: Promise<Spool> | undefined
  let spool: Spool | null = null
  const now = () => new Date(clock()).toISOString()

  const spooling = () =>
    (opened ??= createSpool(warcFile, now(), {
      software: 'Mingcha',
      format: 'WARC File Format 1.1',
      'http-header-user-agent': userAgent,
      description: title,
      // WARC 1.1: the policy that was followed
      robots: by ? `ignore; written authority ${by.documentNumber} ${by.authority}`.trim() : 'classic',
    }).then((created) => (spool = created)))
  const list = (record: SpooledRecord) => {
    entries.push(record)
    if (record.title !== undefined) pages.push({ url: record.url, ts: record.capturedAt, title: record.title })
  }

  return {
    get position() {
      return spool?.position ?? null
    },
    async recover(position) {
      const recovered = await recoverSpool(warcFile, position)
      if (recovered === null) return false
      spool = recovered.spool
      opened = Promise.resolve(spool)
      for (const record of recovered.records) {
        stored.add(record.url)
        list(record)
      }
      return true
    },
    async store(page, pageTitle) {
      const writer = await spooling()
      const capturedAt = now()
      const answers = [...page.hops.map((hop) => ({ ...hop, body: Buffer.alloc(0), truncated: false })), page]
      for (const { url, status, headers, body, truncated } of answers) {
        if (stored.has(url)) continue
        stored.add(url)
        const record = { url, status, headers, body, truncated, capturedAt }
        list(await writer.write(record, url === page.url ? pageTitle || url : null))
      }
    },
    async finish() {
      if (opened === undefined) return null
      await (await opened).close()
      try {
        await pack(waczFile, warcFile, entries, pages, { title, created: now() })
        const digests = await digestFile(waczFile)
        await rename(waczFile, file)
        return { file: path.basename(file), ...digests, records: entries.length }
      } finally {
        if (!keepSpool) await removeSpool(warcFile)
      }
    },
    async suspend() {
      await opened?.then((writer) => writer.close()).catch(() => undefined)
    },
    async discard() {
      await opened?.then((writer) => writer.close()).catch(() => undefined)
      await Promise.all([removeSpool(warcFile), rm(waczFile, { force: true })])
    },
  }
}

/** Bytes, SHA-256 and SM3 (hex) of a file, streamed. */
export async function digestFile(file: string): Promise<Pick<ArchiveSummary, 'bytes' | 'sha256' | 'sm3'>> {
  const [sha, sm3] = [createHash('sha256'), createHash('sm3')]
  let bytes = 0
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    bytes += chunk.length
    sha.update(chunk)
    sm3.update(chunk)
  }
  return { bytes, sha256: sha.digest('hex'), sm3: sm3.digest('hex') }
}

async function pack(
  waczFile: string,
  warcFile: string,
  entries: readonly WarcEntry[],
  pages: readonly { url: string; ts: string; title: string }[],
  about: { readonly title: string; readonly created: string },
): Promise<void> {
  const index = Buffer.from(`${entries.map(cdxLine).toSorted().join('\n')}\n`)
  const header = { format: 'json-pages-1.0', id: 'pages', title: 'All Pages' }
  const pageLines = [header, ...pages.map((page, id) => ({ id: String(id), ...page }))].map((line) =>
    JSON.stringify(line),
  )
  const pageList = Buffer.from(`${pageLines.join('\n')}\n`)
  const { bytes, sha256: warcDigest } = await digestFile(warcFile)
  const resource = (name: string, hash: string, size: number) => ({
    name: path.posix.basename(name),
    path: name,
    hash,
    bytes: size,
  })
  const datapackage = Buffer.from(
    JSON.stringify(
      {
        profile: 'data-package',
        wacz_version: '1.1.1',
        software: 'Mingcha',
        ...about,
        ...(pages[0] ? { mainPageUrl: pages[0].url, mainPageDate: pages[0].ts } : {}),
        resources: [
          resource('archive/data.warc.gz', `sha256:${warcDigest}`, bytes),
          resource('indexes/index.cdx', sha256(index), index.length),
          resource('pages/pages.jsonl', sha256(pageList), pageList.length),
        ],
      },
      null,
      2,
    ),
  )
  const digest = Buffer.from(JSON.stringify({ path: 'datapackage.json', hash: sha256(datapackage) }))
  const zip = new ZipFile()
  const options = { compress: false, mtime: new Date(about.created) }
  zip.addFile(warcFile, 'archive/data.warc.gz', options)
  zip.addBuffer(index, 'indexes/index.cdx', options)
  zip.addBuffer(pageList, 'pages/pages.jsonl', options)
  zip.addBuffer(datapackage, 'datapackage.json', options)
  zip.addBuffer(digest, 'datapackage-digest.json', options)
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(waczFile))
  // yazl reads the file lazily and reports trouble on itself, not on its output.
  const { size } = await stat(waczFile)
  if (size < bytes) throw new Error(`archive ${waczFile} is incomplete`)
}

function cdxLine({ url, capturedAt, status, mime, digest, offset, length }: WarcEntry): string {
  const timestamp = capturedAt.replace(/\D/g, '').slice(0, 14)
  const json = JSON.stringify({ url, mime, status, digest, length, offset, filename: 'data.warc.gz' })
  return `${surt(url)} ${timestamp} ${json}`
}

/** Sort-friendly form of an address: `cn,gov,example,www)/path?query`. IP addresses are not reversed. */
export function surt(address: string): string {
  const { hostname, port, pathname, search } = new URL(address)
  const host = /^[\d.]+$|^\[/.test(hostname) ? hostname : hostname.split('.').toReversed().join(',')
  return `${host}${port === '' ? '' : `:${port}`})${pathname}${search}`.toLowerCase()
}
