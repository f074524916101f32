/** Packs a spool as WACZ 1.1.1: records, index, page list, digests of every file, and the seal on the whole. */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import type { ArchiveSummary } from '../settings.ts'
import type { EvidenceSeal } from './seal.ts'
import { archiveFileMode, readGroups, spoolFiles, type ArchivedPage, type PlacedRecord } from './spool.ts'
import { sha256 } from './warc-record.ts'

/** Names in the archive. `evidence/records.jsonl` names every record, so that a damaged or removed one can be named. */
export const parts = {
  warc: 'archive/data.warc.gz',
  index: 'indexes/index.cdx',
  pages: 'pages/pages.jsonl',
  records: 'evidence/records.jsonl',
  description: 'datapackage.json',
  digest: 'datapackage-digest.json',
} as const

interface Contents {
  readonly title: string
  /** ISO 8601, UTC. */
  readonly created: string
  readonly seal: EvidenceSeal | undefined
}

/** Writes the spool of `file` as a whole archive to `target`. */
export async function pack(file: string, target: string, about: Contents): Promise<Omit<ArchiveSummary, 'file'>> {
  const { warc } = spoolFiles(file)
  const lists = { pages: `${file}.pages.part`, records: `${file}.records.part` }
  try {
    const { index, count, first } = await writeLists(file, lists)
    const resources = await Promise.all([
      described(parts.warc, warc),
      bytesDescribed(parts.index, index),
      described(parts.pages, lists.pages),
      described(parts.records, lists.records),
    ])
    const description = Buffer.from(JSON.stringify(datapackage(about, first, resources), null, 2))
    const { digest, timeStamp } = await sealed(description, about)
    const zip = new ZipFile()
    const options = { compress: false, mtime: new Date(about.created) }
    zip.addFile(warc, parts.warc, options)
    zip.addBuffer(index, parts.index, options)
    zip.addFile(lists.pages, parts.pages, options)
    zip.addFile(lists.records, parts.records, options)
    zip.addBuffer(description, parts.description, options)
    zip.addBuffer(digest, parts.digest, options)
    zip.end()
    await pipeline(zip.outputStream, createWriteStream(target, { mode: archiveFileMode, flush: true }))
    const digests = await digestFile(target)
    // yazl reads files lazily and reports trouble on itself, not on its output.
    if (digests.bytes < resources.reduce((sum, { bytes }) => sum + bytes, 0))
      throw new Error(`archive ${target} is incomplete`)
    return { ...digests, records: count, signedBy: about.seal?.fingerprint ?? null, timeStamp }
  } finally {
    await Promise.all([lists.pages, lists.records].map((each) => rm(each, { force: true })))
  }
}

/** Bytes, SHA-256 and SM3 (hex) of a file, streamed. */
export async function digestFile(file: string): Promise<Pick<ArchiveSummary, 'bytes' | 'sha256' | 'sm3'>> {
  const [sha, sm3] = [createHash('sha256'), createHash('sm3')]
  let bytes = 0
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    bytes += chunk.length
    sha.update(chunk)
    sm3.update(chunk)
  }
  return { bytes, sha256: sha.digest('hex'), sm3: sm3.digest('hex') }
}

/** Writes the lists from the spool line by line; only the index, which must be sorted, is held in memory. */
async function writeLists(file: string, lists: { readonly pages: string; readonly records: string }) {
  const index: string[] = []
  let count = 0
  let first: ArchivedPage | null = null
  async function* recordLines() {
    for await (const { records } of readGroups(file)) {
      for (const record of records) {
        count += 1
        if (record.type === 'response' || record.type === 'resource') index.push(cdxLine(record))
        yield `${JSON.stringify(record)}\n`
      }
    }
  }
  async function* pageLines() {
    yield `${JSON.stringify({ format: 'json-pages-1.0', id: 'pages', title: 'All Pages', hasText: true })}\n`
    let id = 0
    for await (const { page } of readGroups(file)) {
      if (page === undefined) continue
      first ??= page
      yield `${JSON.stringify({ id: String(id), ...page })}\n`
      id += 1
    }
  }
  await pipeline(recordLines, createWriteStream(lists.records, { mode: archiveFileMode }))
  await pipeline(pageLines, createWriteStream(lists.pages, { mode: archiveFileMode }))
  const lines = index.length > 0 ? `${index.toSorted().join('\n')}\n` : ''
  return { index: Buffer.from(lines), count, first: first as ArchivedPage | null }
}

interface Resource {
  readonly name: string
  readonly path: string
  readonly hash: string
  readonly sm3: string
  readonly bytes: number
}

async function described(name: string, file: string): Promise<Resource> {
  const { bytes, sha256: hash, sm3 } = await digestFile(file)
  return { name: path.posix.basename(name), path: name, hash: `sha256:${hash}`, sm3, bytes }
}

async function bytesDescribed(name: string, bytes: Buffer): Promise<Resource> {
  return { name: path.posix.basename(name), path: name, hash: sha256(bytes), sm3: sm3(bytes), bytes: bytes.length }
}

const sm3 = (bytes: Buffer) => createHash('sm3').update(bytes).digest('hex')

function datapackage({ title, created, seal }: Contents, first: ArchivedPage | null, resources: readonly Resource[]) {
  return {
    profile: 'data-package',
    wacz_version: '1.1.1',
    software: 'Mingcha',
    title,
    created,
    // Named here as well: a signature that was taken away is missed.
    ...(seal ? { signedBy: seal.fingerprint } : {}),
    ...(first ? { mainPageUrl: first.url, mainPageDate: first.ts } : {}),
    resources,
  }
}

/** The seal on the whole: digest of `datapackage.json`, which holds those of all other files. */
async function sealed(description: Buffer, { seal, created }: Contents) {
  const hash = sha256(description)
  const digests = { path: parts.description, hash, sm3: sm3(description) }
  if (seal === undefined) return { digest: Buffer.from(JSON.stringify(digests)), timeStamp: null }
  // As in "WACZ Signing and Verification 0.1.0": the signature is of the text of the hash, the time stamp of the signature.
  const signature = seal.sign(Buffer.from(hash)).toString('base64')
  const { publicKey } = seal
  const signedData = { hash, created, software: 'Mingcha', algorithm: 'Ed25519', publicKey, signature }
  const stamp = await seal.timeStamp(Buffer.from(signature)).then(
    (token) => (token === null ? {} : { timeSignature: token.toString('base64') }),
    // An archive without a time stamp is worth more than none.
    (error: unknown) => ({ timeStampProblem: error instanceof Error ? error.message : String(error) }),
  )
  const digest = Buffer.from(JSON.stringify({ ...digests, signedData: { ...signedData, ...stamp } }, null, 2))
  return { digest, timeStamp: 'timeSignature' in stamp ? created : null }
}

function cdxLine({ url, date, status, mime, digest, offset, length }: PlacedRecord): string {
  const timestamp = date.replace(/\D/g, '').slice(0, 14)
  const json = { url, mime, status: status ?? 200, digest, length, offset, filename: path.posix.basename(parts.warc) }
  return `${surt(url!)} ${timestamp} ${JSON.stringify(json)}`
}

/** Sort-friendly form of an address: `cn,gov,example,www)/path?query`. IP addresses are not reversed. */
export function surt(address: string): string {
  if (address.startsWith('urn:')) return address.toLowerCase()
  const { hostname, port, pathname, search } = new URL(address)
  const host = /^[\d.]+$|^\[/.test(hostname) ? hostname : hostname.split('.').toReversed().join(',')
  return `${host}${port === '' ? '' : `:${port}`})${pathname}${search}`.toLowerCase()
}
