/** The built console over HTTP: its page at every address, its files for ever, and nothing else of this machine. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { createHttpApp } from './app.ts'

const { db } = await testStore()
const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-console-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const dist = path.join(folder, 'dist')
await mkdir(path.join(dist, 'assets'), { recursive: true })
await writeFile(path.join(folder, 'secret.js'), 'secret')
await writeFile(path.join(dist, 'index.html'), '<script src="/assets/a-1.js" nonce="NONCE-OF-THIS-ANSWER"></script>')
await writeFile(path.join(dist, 'assets/a-1.js'), 'console.log(1)')
await writeFile(path.join(dist, 'assets/a-1.js.br'), 'brotli')
await writeFile(path.join(dist, 'assets/a-1.js.gz'), 'gzip')
const app = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [], consoleFolder: dist })
const get = (address: string, headers: Record<string, string> = {}) => app.request(address, { headers })
const page = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

describe('the page that starts the console', () => {
  it.each(['/', '/registry/sites?page=2', '/no/such/page'])('stands at %s', async (address) => {
    const answer = await get(address, page)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.text()).toContain('/assets/a-1.js')
  })

  it('runs no script of its own and has a fresh nonce for its styles each time', async () => {
    const [one, other] = [await get('/', page), await get('/', page)]
    const policy = one.headers.get('content-security-policy')!
    const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(policy)![1]!
    expect(await one.text()).toContain(`nonce="${nonce}"`)
    expect(await other.text()).not.toContain(nonce)
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toContain('unsafe')
  })

  it.each(['/api', '/api/nothing', '/assets/none.js'])('does not stand at %s', async (address) => {
    expect((await get(address, page)).status).toBe(404)
  })

  it('is no answer to a program', async () => {
    expect((await get('/registry/sites', { accept: 'application/json' })).status).toBe(404)
  })

  it('that has not been built says so', async () => {
    const bare = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [], consoleFolder: '/nonexistent' })
    expect(await (await bare.request('/', { headers: page })).json()).toMatchObject({ code: 'unavailable.console' })
  })
})

describe('a built file', () => {
  it.each([
    ['gzip, deflate, br, zstd', 'br', 'brotli'],
    ['gzip;q=1.0, deflate', 'gzip', 'gzip'],
    ['identity', null, 'console.log(1)'],
  ])('to a browser that accepts %s', async (accepted, encoding, body) => {
    const answer = await get('/assets/a-1.js', { 'accept-encoding': accepted })
    expect(answer.headers.get('content-encoding')).toBe(encoding)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(answer.headers.get('vary')).toBe('accept-encoding')
    expect(await answer.text()).toBe(body)
  })

  it('is not sent again to whoever has it', async () => {
    const etag = (await get('/assets/a-1.js')).headers.get('etag')!
    expect((await get('/assets/a-1.js', { 'if-none-match': etag })).status).toBe(304)
  })

  it.each([
    '/../secret.js',
    '/assets/../../secret.js',
    '/assets/%2e%2e/%2e%2e/secret.js',
    '/assets/..%2f..%2fsecret.js',
    '/assets/..%5c..%5csecret.js',
    '//secret.js',
  ])('never lies outside: %s', async (address) => {
    const answer = await get(address)
    expect([answer.status, await answer.text()]).not.toContain('secret')
    expect(answer.status).toBe(404)
  })
})
