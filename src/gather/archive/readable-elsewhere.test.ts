/** An archive is read by warcio, which others use: every record, where the index says, with the digests that we wrote. */
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { WARCParser } from 'warcio'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import type { FetchedPage } from '../fetch/fetch-page.ts'
import { parts } from './pack-wacz.ts'
import { createArchive } from './wacz.ts'

const page = (url: string, body: Buffer, mime: string): FetchedPage => ({
  url,
  hops: [],
  status: 200,
  headers: [['Content-Type', mime]],
  sent: { method: 'GET', headers: [['host', 'www.example.gov.cn']], remoteAddress: '192.0.2.1' },
  body,
  truncated: false,
  wireBytes: body.length,
  encodingProblem: null,
  elapsedMs: 1,
})

async function bytesOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

test('warcio reads every record, its digests hold, and it finds them where our index says', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-warcio-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = path.join(folder, '1-0.wacz')
  const archive = createArchive({ file, clock: () => Date.UTC(2025, 7, 20), userAgent: 'Mingcha/0.1', title: '某区' })
  const site = 'http://www.example.gov.cn'
  await archive.store(page(`${site}/`, Buffer.from('<h1>首页</h1>'), 'text/html'), '首页')
  await archive.store(page(`${site}/big`, Buffer.alloc(500_000, '甲'), 'text/html; charset=utf-8'), '大')
  await archive.storeResource(page(`${site}/logo.png`, Buffer.from('89504e470d0a1a0a0d0a0d0a', 'hex'), 'image/png'))
  await archive.storeScreenshot(`${site}/`, Buffer.from('ffd8ffe0', 'hex'), '2025-08-20T00:00:00.000Z')
  await archive.storeFacts(site, { remoteAddress: '192.0.2.1' }, '2025-08-20T00:00:00.000Z')
  const { records } = (await archive.finish())!

  const zip = await openPromise(file, { autoClose: false })
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry)
  expect([...entries.values()].map(({ compressionMethod }) => compressionMethod)).toEqual([0, 0, 0, 0, 0, 0])
  const warc = await bytesOf(zip, entries.get(parts.warc)!)
  const index = (await bytesOf(zip, entries.get(parts.index)!)).toString().trim().split('\n')
  zip.close()
  expect(index).toEqual(index.toSorted())

  const parser = new WARCParser(Readable.toWeb(Readable.from([warc])) as ReadableStream<Uint8Array>)
  const found: { type: string | null; url: string | null | undefined; offset: number; length: number }[] = []
  for await (const record of parser) {
    const payload = await record.readFully(false)
    const digest = `sha256:${createHash('sha256').update(payload).digest('hex')}`
    expect([record.warcTargetURI, digest]).toEqual([record.warcTargetURI, record.warcPayloadDigest])
    found.push({ type: record.warcType, url: record.warcTargetURI, offset: parser.offset, length: parser.recordLength })
  }
  expect(found.map(({ type }) => type)).toEqual(
    'warcinfo response request response request response request resource metadata'.split(' '),
  )
  expect(found).toHaveLength(records)
  const places = found.filter(({ type }) => type === 'response' || type === 'resource')
  const listed = index.map((line) => JSON.parse(line.slice(line.indexOf('{'))) as (typeof places)[number])
  const key = ({ url, offset, length }: Omit<(typeof places)[number], 'type'>) => `${url} ${offset} ${length}`
  expect(listed.map(key).toSorted()).toEqual(places.map(key).toSorted())
  expect((await readFile(file)).subarray(0, 2).toString()).toBe('PK')
})
