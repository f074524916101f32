import { access, appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { FetchedPage } from '../fetch/fetch-page.ts'
import { verifyArchive } from './verify-archive.ts'
import { digestFile, surt } from './pack-wacz.ts'
import { createArchive } from './wacz.ts'

async function open() {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-wacz-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = path.join(folder, '12-0.wacz')
  const clock = () => Date.parse('2025-08-20T12:00:00+08:00')
  return { folder, file, archive: createArchive({ file, clock, userAgent: 'Mingcha/0.1', title: '某区人民政府网站' }) }
}

function page(url: string, body: string | Buffer, more: Partial<FetchedPage> = {}): FetchedPage {
  return {
    url,
    hops: [],
    status: 200,
    headers: [['Content-Type', 'text/html; charset=utf-8']],
    body: Buffer.from(body),
    truncated: false,
    wireBytes: body.length,
    encodingProblem: null,
    elapsedMs: 1,
    ...more,
  }
}

async function written() {
  const { archive, ...rest } = await open()
  await archive.store(page('http://www.example.gov.cn/', '<h1>首页</h1>'), '首页')
  await archive.store(page('http://www.example.gov.cn/big', Buffer.alloc(300_000, '甲'), { truncated: true }), '大')
  await archive.store(
    page('http://www.example.gov.cn/b', '正文', {
      hops: [{ url: 'http://www.example.gov.cn/a', status: 302, headers: [['Location', '/b']] }],
      headers: [
        ['Content-Encoding', 'gzip'],
        ['X-Bytes', '\u00d5\u00fe'],
      ],
    }),
    '文章',
  )
  return { ...rest, summary: (await archive.finish())! }
}

describe('a web archive', () => {
  test('is written, and verifies from its bytes alone', async () => {
    const { file, folder, summary } = await written()
    expect(summary).toMatchObject({ file: '12-0.wacz', records: 5, ...(await digestFile(file)) })
    expect(summary.sm3).toMatch(/^[0-9a-f]{64}$/)
    expect(await verifyArchive(file, { registered: summary })).toMatchObject({ ok: true, problems: [], records: 5 })
    expect(await readdir(folder)).toEqual(['12-0.wacz'])
    expect((await stat(file)).mode & 0o777).toBe(0o640)
  })

  test('holds its records uncompressed in the zip, one gzip member each, with the bytes of the headers', async () => {
    const { file } = await written()
    const bytes = await readFile(file)
    const line = bytes
      .toString('latin1')
      .split('\n')
      .find((text) => text.startsWith('cn,gov,example,www)/b '))!
    expect(line).toMatch(/^cn,gov,example,www\)\/b 20250820040000 \{/)
    const { offset, length } = JSON.parse(line.slice(line.indexOf('{'))) as { offset: number; length: number }
    const warcStart = bytes.indexOf(Buffer.from([0x1f, 0x8b]))
    const record = gunzipSync(bytes.subarray(warcStart + offset, warcStart + offset + length)).toString('latin1')
    expect(record).toContain('WARC-Target-URI: http://www.example.gov.cn/b\r\n')
    expect(record).toContain('X-Bytes: \u00d5\u00fe\r\n')
    // The body is stored decoded: the header that no longer holds must not stand.
    expect(record).toContain('x-archive-orig-Content-Encoding: gzip\r\n')
    expect(record).not.toMatch(/^content-encoding/im)
  })

  test('an address is stored once', async () => {
    const { archive } = await open()
    await Promise.all([1, 2, 3].map(() => archive.store(page('http://a/', 'x'), '')))
    expect((await archive.finish())?.records).toBe(2) // with the one that tells who wrote it
  })

  test('nothing stored, nothing written', async () => {
    const { archive, folder } = await open()
    expect(await archive.finish()).toBeNull()
    expect(await readdir(folder)).toEqual([])
  })

  test('discarded halfway, it leaves nothing', async () => {
    const { archive, folder } = await open()
    await archive.store(page('http://a/', 'x'), '')
    await archive.discard()
    expect(await readdir(folder)).toEqual([])
  })

  test('a file left by a crash does not stand in the way', async () => {
    const { archive, file } = await open()
    await writeFile(`${file}.warc.part`, 'left over')
    await archive.store(page('http://a/', 'x'), '')
    const summary = await archive.finish()
    expect(await verifyArchive(file, { registered: summary! })).toMatchObject({ ok: true })
    await expect(access(`${file}.warc.part`)).rejects.toThrow('ENOENT')
  })
})

test.each([
  ['http://www.example.gov.cn/A?b=1', 'cn,gov,example,www)/a?b=1'],
  ['http://site.localhost:8080/', 'localhost,site:8080)/'],
  ['http://127.0.0.1:80/x', '127.0.0.1)/x'],
])('SURT of %s', (url, expected) => expect(surt(url)).toBe(expected))

describe('an archive under construction', () => {
  const laterFile = (folder: string) => path.join(folder, '12-1.wacz')
  const later = (folder: string) =>
    createArchive({ file: laterFile(folder), clock: () => 0, userAgent: 'Mingcha/0.1', title: '某区人民政府网站' })

  test('is carried on by another attempt from the last safe place; what a late writer adds changes nothing', async () => {
    const { archive, folder } = await open()
    await archive.store(page('http://www.example.gov.cn/', '<h1>首页</h1>'), '首页')
    const position = archive.position!
    await archive.store(page('http://www.example.gov.cn/late', '太晚'), '太晚')
    await appendFile(path.join(folder, '12-0.wacz.warc.part'), 'a torn member')
    const successor = later(folder)
    expect(await successor.recover(position)).toBe(true)
    await archive.store(page('http://www.example.gov.cn/zombie', '僵尸'), '僵尸')
    await successor.store(page('http://www.example.gov.cn/', '<h1>首页，又一次</h1>'), '首页')
    await successor.store(page('http://www.example.gov.cn/b', '<h1>文章</h1>'), '文章')
    const summary = (await successor.finish())!
    expect(summary.records).toBe(3)
    expect(await verifyArchive(laterFile(folder), { registered: summary })).toMatchObject({
      ok: true,
      problems: [],
      records: 3,
    })
    const text = await readFile(laterFile(folder), 'latin1')
    expect(text).not.toMatch(/zombie|late"/)
    expect(text).toContain('"title":"' + Buffer.from('首页').toString('latin1'))
  })

  test('whose files are gone or too short begins anew', async () => {
    const { archive, folder, file } = await open()
    await archive.store(page('http://www.example.gov.cn/', '<h1>首页</h1>'), '首页')
    const position = archive.position!
    await archive.suspend()
    expect(await later(folder).recover({ ...position, bytes: position.bytes + 1 })).toBe(false)
    await rm(`${file}.index.part`)
    const successor = later(folder)
    expect(await successor.recover(position)).toBe(false)
    expect(successor.position).toBeNull()
    expect(await successor.finish()).toBeNull()
  })
})
