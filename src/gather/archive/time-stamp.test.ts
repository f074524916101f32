/** Time stamps of a real authority (`openssl ts` behind HTTP), and what becomes of an archive when it gives none. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { serve } from '../test-server.ts'
import { openSeal } from './seal.ts'
import { requestTimeStamp, verifyTimeStamp } from './time-stamp.ts'
import { verifyArchive } from './verify-archive.ts'
import { createArchive } from './wacz.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-tsa-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder })
const hasOpenssl = await openssl('version').then(
  () => true,
  () => false,
)

const configuration = `
[req]
distinguished_name = name
prompt = no
[name]
CN = Test Time Stamping Authority
[tsa_ext]
extendedKeyUsage = critical,timeStamping
[web_ext]
extendedKeyUsage = serverAuth
[tsa]
default_tsa = tsa_config
[tsa_config]
dir = ${folder}
serial = ${folder}/serial
crypto_device = builtin
signer_cert = ${folder}/tsa.pem
signer_key = ${folder}/tsa.key
certs = ${folder}/ca.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
`

async function makeAuthority(): Promise<void> {
  await writeFile(path.join(folder, 'tsa.cnf'), configuration)
  await writeFile(path.join(folder, 'serial'), '01')
  const key = ['-newkey', 'rsa:2048', '-nodes']
  await openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Test Root', '-days', '30')
  await openssl('req', '-x509', ...key, '-keyout', 'o.key', '-out', 'other.pem', '-subj', '/CN=Other', '-days', '30')
  await openssl('req', '-new', ...key, '-keyout', 'tsa.key', '-out', 'tsa.csr', '-config', 'tsa.cnf')
  const sign = ['x509', '-req', '-in', 'tsa.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '30']
  await openssl(...sign, '-extfile', 'tsa.cnf', '-extensions', 'tsa_ext', '-out', 'tsa.pem')
}
if (hasOpenssl) await makeAuthority()

/** Serves the authority; `spoil` may change what it answers. */
async function authority(spoil: (reply: Buffer) => Buffer = (reply) => reply): Promise<string> {
  let count = 0
  return serve((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      void (async () => {
        count += 1
        await writeFile(path.join(folder, `q${count}`), Buffer.concat(chunks))
        await openssl('ts', '-reply', '-config', 'tsa.cnf', '-queryfile', `q${count}`, '-out', `r${count}`)
        response.setHeader('content-type', 'application/timestamp-reply')
        response.end(spoil(await readFile(path.join(folder, `r${count}`))))
      })()
    })
  })
}

const data = Buffer.from('the signature of an archive')
const pem = (name: string) => readFile(path.join(folder, name), 'utf8')

describe.skipIf(!hasOpenssl)('a time stamp', () => {
  test('is obtained and verified, by us and by openssl', async () => {
    const token = await requestTimeStamp(await authority(), data)
    const stamp = verifyTimeStamp(token, data, [await pem('ca.pem')])
    expect(stamp).toMatchObject({ authority: 'CN=Test Time Stamping Authority', trusted: true })
    expect(Math.abs(Date.parse(stamp.at) - Date.now())).toBeLessThan(60_000)
    await writeFile(path.join(folder, 'data'), data)
    await writeFile(path.join(folder, 'token'), token)
    const verify = ['ts', '-verify', '-data', 'data', '-in', 'token', '-token_in', '-CAfile', 'ca.pem']
    const { stdout, stderr } = await openssl(...verify)
    expect(stdout + stderr).toContain('Verification: OK')
  })

  test('of other data, of another authority, or changed in any byte does not hold', async () => {
    const token = await requestTimeStamp(await authority(), data)
    expect(() => verifyTimeStamp(token, Buffer.from('other data'))).toThrow('时间戳不是这份数据的')
    expect(verifyTimeStamp(token, data, [await pem('other.pem')]).trusted).toBe(false)
    const before = verifyTimeStamp(token, data, [await pem('ca.pem')])
    for (let at = 0; at < token.length; at += 7) {
      const changed = Buffer.from(token)
      changed[at]! ^= 0x01
      // A byte outside of what is signed (an unused field of the certificate's wrapping) may change nothing that is said.
      const outcome = (() => {
        try {
          return verifyTimeStamp(changed, data, [pemOfRoot])
        } catch {
          return null
        }
      })()
      if (outcome !== null && outcome.trusted === true) expect(outcome).toEqual(before)
    }
  })

  test('seals an archive, and verification names when it was taken away from its data', async () => {
    const home = await mkdtemp(path.join(folder, 'home-'))
    const file = path.join(home, '1-0.wacz')
    await writeArchive(file, await openSeal(home, await authority()))
    const verified = await verifyArchive(file, { timeStampAuthorities: [await pem('ca.pem')] })
    expect(verified).toMatchObject({ ok: true, timeStamp: { trusted: true }, notes: [] })
    const other = await verifyArchive(file, { timeStampAuthorities: [await pem('other.pem')] })
    expect(other.problems).toMatchObject([{ part: '时间戳', kind: 'changed' }])
  })
})

const pemOfRoot = hasOpenssl ? await pem('ca.pem') : ''

describe('an authority that gives no stamp', () => {
  test.each<[string, Parameters<typeof serve>[0]]>([
    ['answers 500', (_request, response) => void response.writeHead(500).end()],
    ['answers a page', (_request, response) => void response.end('<html></html>')],
    ['breaks off', (request) => void request.socket.destroy()],
    ['sends endlessly', (_request, response) => void response.end(Buffer.alloc(200_000))],
    ['sends DER without end', (_request, response) => void response.end(Buffer.from('3084ffffffff', 'hex'))],
  ])('because it %s: the archive stands all the same, and says so', async (_name, play) => {
    const home = await mkdtemp(path.join(folder, 'home-'))
    const file = path.join(home, '1-0.wacz')
    const summary = await writeArchive(file, await openSeal(home, await serve(play)))
    expect(summary).toMatchObject({ timeStamp: null })
    const verified = await verifyArchive(file)
    expect(verified).toMatchObject({ ok: true, timeStamp: null })
    expect(verified.notes).toEqual([expect.stringMatching(/^写存档时没有取得时间戳：时间戳服务 http/)])
  })

  test.skipIf(!hasOpenssl)('because it answers for another request', async () => {
    let first: Buffer | undefined
    const url = await authority((reply) => (first ??= reply))
    await requestTimeStamp(url, data)
    await expect(requestTimeStamp(url, data)).rejects.toThrow('应答的不是这次请求')
  })
})

async function writeArchive(file: string, seal: Awaited<ReturnType<typeof openSeal>>) {
  const archive = createArchive({ file, clock: Date.now, userAgent: 'Mingcha/0.1', title: '某区', seal })
  await archive.store(
    {
      url: 'http://www.example.gov.cn/',
      hops: [],
      status: 200,
      headers: [],
      body: Buffer.from('<h1>首页</h1>'),
      truncated: false,
      wireBytes: 10,
      encodingProblem: null,
      elapsedMs: 1,
    },
    '首页',
  )
  return archive.finish()
}
