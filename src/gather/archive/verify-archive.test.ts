/** Verification names what was changed, added, removed or cut off, and whose seal it is. */
import { generateKeyPairSync } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openPromise } from 'yauzl'
import { ZipFile } from 'yazl'
import type { FetchedPage } from '../fetch/fetch-page.ts'
import { parts } from './pack-wacz.ts'
import { openSeal, publicKeyOf } from './seal.ts'
import { verifyArchive } from './verify-archive.ts'
import { createArchive } from './wacz.ts'
import { sha256 } from './warc-record.ts'

async function temporary(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-verify-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function page(url: string, body: string): FetchedPage {
  return {
    url,
    hops: [],
    status: 200,
    headers: [['Content-Type', 'text/html; charset=utf-8']],
    sent: { method: 'GET', headers: [['host', 'www.example.gov.cn']], remoteAddress: '192.0.2.1' },
    body: Buffer.from(body),
    truncated: false,
    wireBytes: body.length,
    encodingProblem: null,
    elapsedMs: 1,
  }
}

const site = 'http://www.example.gov.cn'

/** An archive with one of everything, signed by the installation in `home`. */
async function written(sealed = true) {
  const home = await temporary()
  const file = path.join(home, '12-0.wacz')
  const seal = sealed ? await openSeal(home) : undefined
  const clock = () => Date.parse('2025-08-20T12:00:00+08:00')
  const archive = createArchive({ file, clock, userAgent: 'Mingcha/0.1', title: '某区人民政府网站', seal })
  await archive.store(page(`${site}/`, '<h1>首页</h1>'), '首页', '首页')
  await archive.store(page(`${site}/a`, `<p>${'文章甲'.repeat(400)}</p>`), '文章甲')
  await archive.storeResource(page(`${site}/s.css`, 'body { color: red }'))
  await archive.storeScreenshot(`${site}/`, Buffer.from('a picture'), '2025-08-20T04:00:00.000Z')
  await archive.storeFacts(site, { remoteAddress: '192.0.2.1' }, '2025-08-20T04:00:00.000Z')
  return { home, file, summary: (await archive.finish())! }
}

/** Takes the archive apart, changes its files and puts it together again. */
async function rebuild(file: string, change: (files: Map<string, Buffer>) => void): Promise<void> {
  const files = new Map<string, Buffer>()
  const zip = await openPromise(file, { autoClose: false })
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = []
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) chunks.push(chunk)
    files.set(entry.fileName, Buffer.concat(chunks))
  }
  zip.close()
  change(files)
  const again = new ZipFile()
  for (const [name, bytes] of files) again.addBuffer(bytes, name, { compress: false })
  again.end()
  await pipeline(again.outputStream, createWriteStream(file))
}

interface Line {
  id: string
  type: string
  url: string | null
  digest: string
  offset: number
  length: number
}
const recordsOf = (files: Map<string, Buffer>) =>
  files
    .get(parts.records)!
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

/** Changes a file, and the digests above it, as somebody would who knows the format but has no key. */
function forge(files: Map<string, Buffer>, name: string, bytes: Buffer): void {
  files.set(name, bytes)
  const description = JSON.parse(files.get(parts.description)!.toString()) as {
    resources: { path: string; hash: string; bytes: number; sm3?: string }[]
  }
  const resource = description.resources.find((each) => each.path === name)!
  Object.assign(resource, { hash: sha256(bytes), bytes: bytes.length })
  delete resource.sm3
  files.set(parts.description, Buffer.from(JSON.stringify(description)))
  const digest = JSON.parse(files.get(parts.digest)!.toString()) as { hash: string; sm3?: string }
  digest.hash = sha256(files.get(parts.description)!)
  delete digest.sm3
  files.set(parts.digest, Buffer.from(JSON.stringify(digest)))
}

const said = async (file: string) =>
  (await verifyArchive(file)).problems.map(({ kind, message }) => `${kind} ${message}`)

test('an untouched archive holds, and says who signed it', async () => {
  const { file, home, summary } = await written()
  const { pem, fingerprint } = await publicKeyOf(home)
  const verified = await verifyArchive(file, { registered: summary, publicKey: pem })
  expect(verified).toMatchObject({ ok: true, problems: [], notes: [], signedBy: fingerprint, timeStamp: null })
  expect(verified.records).toBe(summary.records)
  // warcinfo, three answers with their requests, picture, facts
  expect(summary).toMatchObject({ records: 9, signedBy: fingerprint, timeStamp: null })
})

test('the key is made once and is its owner’s alone', async () => {
  const home = await temporary()
  const seals = await Promise.all([1, 2, 3, 4].map(() => openSeal(home)))
  expect(new Set(seals.map(({ fingerprint }) => fingerprint)).size).toBe(1)
  expect((await stat(path.join(home, 'evidence-key.pem'))).mode & 0o777).toBe(0o600)
})

describe('what was changed is named', () => {
  const alter = (bytes: Buffer, at: number) => {
    const copy = Buffer.from(bytes)
    copy[at]! ^= 0x01
    return copy
  }

  test.each(['response', 'request', 'resource', 'metadata', 'warcinfo'])('a bit of a %s record', async (type) => {
    const { file } = await written()
    let url = ''
    await rebuild(file, (files) => {
      const record = recordsOf(files).find((each) => each.type === type)!
      url = record.url ?? ''
      files.set(parts.warc, alter(files.get(parts.warc)!, record.offset + Math.floor(record.length / 2)))
    })
    const words = await said(file)
    expect(words).toContain(`changed ${parts.warc}：内容被改动（SHA-256 不一致）`)
    const named = words.filter((line) => line.includes('记录') && line.includes(url))
    expect(named).toEqual([expect.stringMatching(/^changed archive\/data\.warc\.gz .+记录.*：无法解压$/)])
  })

  test('a page rewritten with all digests but the signature', async () => {
    const { file } = await written()
    await rebuild(file, (files) => {
      const warc = files.get(parts.warc)!
      const record = recordsOf(files).find(({ url, type }) => url === `${site}/a` && type === 'response')!
      const old = gunzipSync(warc.subarray(record.offset, record.offset + record.length)).toString()
      const changed = gzipSync(old.replaceAll('文章甲', '文章乙'), { level: 1 })
      const after = warc.subarray(record.offset + record.length)
      forge(files, parts.warc, Buffer.concat([warc.subarray(0, record.offset), changed, after]))
    })
    const words = await said(file)
    expect(words).toContain('changed 签名：签的不是这份内容')
    expect(words).toContain(`changed ${parts.warc} 应答记录 ${site}/a：内容的摘要不一致`)
  })

  test.each([parts.index, parts.pages, parts.records])('a byte of %s', async (name) => {
    const { file } = await written()
    await rebuild(file, (files) => void files.set(name, alter(files.get(name)!, files.get(name)!.length - 20)))
    expect(await said(file)).toContain(`changed ${name}：内容被改动（SHA-256 不一致）`)
  })

  test('the description', async () => {
    const { file } = await written()
    await rebuild(file, (files) => {
      const text = files.get(parts.description)!.toString().replace('某区', '某县')
      files.set(parts.description, Buffer.from(text))
    })
    expect(await said(file)).toEqual([
      'changed datapackage.json：内容被改动（SHA-256 不一致）',
      'changed datapackage.json：内容被改动（SM3 不一致）',
      'changed 签名：签的不是这份内容',
    ])
  })

  test('the signature', async () => {
    const { file } = await written()
    await rebuild(file, (files) => {
      const digest = JSON.parse(files.get(parts.digest)!.toString()) as { signedData: { signature: string } }
      digest.signedData.signature = alter(Buffer.from(digest.signedData.signature, 'base64'), 5).toString('base64')
      files.set(parts.digest, Buffer.from(JSON.stringify(digest)))
    })
    expect(await said(file)).toEqual(['changed 签名：不成立'])
    expect((await verifyArchive(file)).signedBy).toBeNull()
  })
})

describe('what was added is named', () => {
  test('a file', async () => {
    const { file } = await written()
    await rebuild(file, (files) => void files.set('archive/more.warc.gz', Buffer.from('x')))
    expect(await said(file)).toEqual(['added archive/more.warc.gz：是说明中没有的文件'])
  })

  test('a record of another archive', async () => {
    const { file } = await written()
    const other = await written()
    let foreign: Buffer = Buffer.alloc(0)
    await rebuild(other.file, (files) => {
      const { offset, length } = recordsOf(files).find(({ type }) => type === 'response')!
      foreign = files.get(parts.warc)!.subarray(offset, offset + length)
    })
    await rebuild(file, (files) => forge(files, parts.warc, Buffer.concat([files.get(parts.warc)!, foreign])))
    const words = await said(file)
    expect(words).toContain(`added ${parts.warc} 应答记录 ${site}/：是清单中没有的记录`)
    expect(words).toContain('changed 签名：签的不是这份内容')
  })

  test('bytes that are no record', async () => {
    const { file } = await written()
    await rebuild(file, (files) =>
      forge(files, parts.warc, Buffer.concat([files.get(parts.warc)!, Buffer.from('xyz')])),
    )
    expect(await said(file)).toContainEqual(expect.stringMatching(/^added .*起有 3 字节不是记录$/))
  })
})

describe('what was removed is named', () => {
  test.each([parts.warc, parts.index, parts.pages, parts.records])('the file %s', async (name) => {
    const { file } = await written()
    await rebuild(file, (files) => void files.delete(name))
    expect((await said(file))[0]).toBe(`removed ${name}：文件缺失`)
  })

  test('a record', async () => {
    const { file } = await written()
    await rebuild(file, (files) => {
      const warc = files.get(parts.warc)!
      const { offset, length } = recordsOf(files).find(({ url, type }) => url === `${site}/a` && type === 'response')!
      forge(files, parts.warc, Buffer.concat([warc.subarray(0, offset), warc.subarray(offset + length)]))
    })
    expect(await said(file)).toContain(`removed ${parts.warc} 应答记录 ${site}/a：记录缺失`)
  })

  test('the signature', async () => {
    const { file } = await written()
    await rebuild(file, (files) => {
      const { hash } = JSON.parse(files.get(parts.digest)!.toString()) as { hash: string }
      files.set(parts.digest, Buffer.from(JSON.stringify({ path: parts.description, hash })))
    })
    expect(await said(file)).toEqual([expect.stringMatching(/^removed 签名：缺失；存档说明写明由 [\da-f]{64} 签名$/)])
  })

  test('an archive that never had one is told apart', async () => {
    const { file, home } = await written(false)
    expect(await verifyArchive(file)).toMatchObject({
      ok: true,
      signedBy: null,
      notes: [expect.stringContaining('没有签名')],
    })
    const { pem } = await publicKeyOf(home)
    expect((await verifyArchive(file, { publicKey: pem })).problems).toMatchObject([{ kind: 'removed', part: '签名' }])
  })
})

describe('what was cut off is named', () => {
  test.each([0.5, 0.9, 0.999])('a file cut at %s of its length', async (share) => {
    const { file } = await written()
    const bytes = await readFile(file)
    await writeFile(file, bytes.subarray(0, bytes.length * share))
    const [first] = await said(file)
    expect(first).toMatch(/^truncated 整个文件：被截断或目录损坏.*仍可读出 \d 条记录，最后一条是 /)
  })

  test('records cut off inside', async () => {
    const { file } = await written()
    await rebuild(file, (files) => void files.set(parts.warc, files.get(parts.warc)!.subarray(0, -30)))
    const words = await said(file)
    expect(words).toContainEqual(expect.stringMatching(/^truncated archive\/data\.warc\.gz：只有 \d+ 字节，应为/))
    expect(words).toContain(`truncated ${parts.warc} 连接情况记录 ${site}/：无法解压`)
  })

  test.each([
    ['empty', Buffer.alloc(0)],
    ['something else', Buffer.from('not a zip file at all, just text')],
  ])('a file that is %s is a problem, not a crash', async (_name, bytes) => {
    const { file } = await written()
    await writeFile(file, bytes)
    expect(await said(file)).toEqual([expect.stringMatching(/^changed 整个文件：不是网页存档/)])
  })
})

describe('whose it is', () => {
  test('an archive rebuilt as a whole with another key holds in itself, but neither by key nor by register', async () => {
    const { home, summary } = await written()
    const forged = await written()
    expect((await verifyArchive(forged.file)).ok).toBe(true)
    const { pem, fingerprint } = await publicKeyOf(home)
    const byKey = await verifyArchive(forged.file, { publicKey: pem })
    expect(byKey.problems.map(({ message }) => message)).toEqual([
      expect.stringContaining(`不是指定的密钥 ${fingerprint} 签的`),
    ])
    const byRegister = await verifyArchive(forged.file, { registered: summary })
    expect(byRegister.problems.map(({ part }) => part)).toContain('整个文件')
  })

  test('a signature by a key of another kind is none', async () => {
    const { file } = await written()
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    await rebuild(file, (files) => {
      const digest = JSON.parse(files.get(parts.digest)!.toString()) as { signedData: { publicKey: string } }
      digest.signedData.publicKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
      files.set(parts.digest, Buffer.from(JSON.stringify(digest)))
    })
    expect(await said(file)).toContain('changed 签名：不成立')
  })

  test('a change of any single byte is noticed against the registered digests', async () => {
    const { file, summary } = await written()
    const original = await readFile(file)
    for (let index = 0; index < 24; index += 1) {
      const bytes = Buffer.from(original)
      const at = Math.floor((bytes.length - 1) * (index / 23))
      bytes[at]! ^= 0x01
      await writeFile(file, bytes)
      const { ok } = await verifyArchive(file, { registered: summary })
      expect({ at, ok }).toEqual({ at, ok: false })
    }
  })
})
