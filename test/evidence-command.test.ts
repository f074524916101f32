/** `mingcha evidence` as a user runs it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { program, temporaryFolder } from './program.ts'

const folder = await temporaryFolder('evidence')
const mingcha = program(folder)
const server = createServer((request, response) => {
  const found = request.url === '/'
  response.writeHead(found ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' })
  response.end(found ? '<title>某区</title><h1>首页</h1><a href="/gone">张某 13812345678</a>' : '没有这个页面')
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
const archive = path.join(folder, 'out', 'evidence.wacz')
let stdout = ''

beforeAll(async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const options = ['--allow-network', '127.0.0.1/32', '--rate', 'unlimited', '--out', path.join(folder, 'out')]
  ;({ stdout } = await mingcha.run('--json', 'check', url, ...options))
}, 60_000)

describe('an archive of a check', () => {
  it('is signed with a key that its owner alone may read, and may be read by the group', async () => {
    expect((await stat(path.join(folder, 'evidence-key.pem'))).mode & 0o777).toBe(0o600)
    expect((await stat(archive)).mode & 0o777).toBe(0o640)
    expect((await stat(path.dirname(archive))).mode & 0o777).toBe(0o750)
  })

  it('holds what was published as it was; the report masks numbers of persons', async () => {
    expect(stdout).toContain('张某 138****5678')
    expect(stdout).not.toContain('13812345678')
    expect(await mingcha.json('evidence', 'verify', archive)).toMatchObject({ ok: true, problems: [] })
  })

  it('verifies with the exported key, also without a database', async () => {
    const { publicKey, fingerprint } = await mingcha.json<{ publicKey: string; fingerprint: string }>('evidence', 'key')
    const key = path.join(folder, 'key.pem')
    await writeFile(key, publicKey)
    const elsewhere = program(await temporaryFolder('elsewhere'))
    const { code, stdout: words } = await elsewhere.run('evidence', 'verify', archive, '--key', key)
    expect([code, words]).toEqual([0, expect.stringContaining(`${fingerprint}（与给出的公钥一致）`)])
    const other = await elsewhere.json<{ publicKey: string }>('evidence', 'key')
    await writeFile(path.join(folder, 'other.pem'), other.publicKey)
    const wrong = await mingcha.run('evidence', 'verify', archive, '--key', path.join(folder, 'other.pem'))
    expect([wrong.code, wrong.stdout]).toEqual([1, expect.stringContaining('不是指定的密钥')])
  }, 60_000)

  it('that was changed ends with 1 and says what', async () => {
    const bytes = await readFile(archive)
    bytes[bytes.indexOf(Buffer.from([0x1f, 0x8b])) + 60]! ^= 0x01
    const changed = path.join(folder, 'changed.wacz')
    await writeFile(changed, bytes)
    const { code, stdout: words } = await mingcha.run('evidence', 'verify', changed)
    expect([code, words]).toEqual([
      1,
      expect.stringMatching(/✗ 与写成时不一致.*archive\/data\.warc\.gz 说明记录：无法解压/s),
    ])
  })

  it.each([
    [5, 'no such archive', () => [path.join(folder, 'none.wacz')]],
    [2, 'a key that is none', () => [archive, '--key', archive]],
  ])('%i: %s', async (expected, _name, args) => {
    const { code, stderr } = await mingcha.run('evidence', 'verify', ...args())
    expect([code, stderr]).toEqual([expected, expect.stringContaining('建议：')])
  })
})
