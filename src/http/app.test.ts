import { describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { createHttpApp } from './app.ts'
import { signedIn } from './sign-in-fixture.ts'

const { db } = await testStore()
const open = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: ['Inspect.example', '2001:db8::1'] })
const app = await signedIn(db, open)

describe('an empty installation', () => {
  it('has no campaigns', async () => {
    const answer = await app.request('/api/campaigns')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual([])
  })

  it.each([
    ['/api/campaigns/2025Q3', 'notFound.campaign'],
    ['/api/campaigns/2025Q3/review', 'notFound.campaign'],
    ['/api/campaigns/2025Q3/progress', 'notFound.campaign'],
    ['/api/campaigns/2025Q3/bulletin', 'notFound.bulletin'],
    ['/api/campaigns/2025Q3/documents/docx', 'notFound.bulletin'],
    ['/api/campaigns/2025Q3/documents/exe', 'notFound.format'],
    ['/api/campaigns/2025Q3/figures/sites.total', 'notFound.campaign'],
    ['/api/inspections/1', 'notFound.inspection'],
    ['/api/inspections/1/archive', 'notFound.inspection'],
    ['/inspections/1', 'notFound.page'],
    ['/api', 'notFound.page'],
    ['/api/campaigns/%00', 'notFound.page'],
    ['/api/campaigns/%E0%A4%A', 'notFound.campaign'],
    [`/api/campaigns/${"'".repeat(2000)}`, 'notFound.campaign'],
  ])('answers %.60s with a problem %s', async (address, code) => {
    const answer = await app.request(address)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(await answer.json()).toMatchObject({ status: 404, code, advice: expect.any(String), details: [] })
  })

  it('tells nobody anything who has not signed in', async () => {
    for (const address of ['/api/campaigns/2025Q3/life', '/api/campaigns', '/api/inspections/1', '/api/me']) {
      const answer = await open.request(address)
      expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'signedOut.session' }])
    }
  })
})

describe('the number of an inspection', () => {
  it.each(['0', '-1', '1.5', '1e3', '0x10', 'abc', '2147483648', '99999999999', '9'.repeat(400), '1%20'])(
    '%.20s is that of none',
    async (id) => {
      for (const address of [`/api/inspections/${id}`, `/api/inspections/${id}/archive`]) {
        const answer = await app.request(address)
        expect(answer.status, address).toBe(404)
        expect(await answer.json()).toMatchObject({ code: 'notFound.inspection' })
      }
    },
  )

  it('2147483647 is the greatest that the database is asked for', async () => {
    expect((await app.request('/api/inspections/2147483647')).status).toBe(404)
  })
})

describe('the host name', () => {
  it.each([
    'localhost:8610',
    '127.0.0.1:8610',
    '[::1]:8610',
    'LOCALHOST',
    'inspect.example',
    'INSPECT.EXAMPLE:443',
    '[2001:db8::1]:8610',
  ])('%s is ours', async (host) => {
    expect((await app.request(`http://${host}/api/campaigns`)).status).toBe(200)
  })

  it.each(['rebound.example', 'localhost.rebound.example', '127.0.0.2', '[::2]', 'x.inspect.example'])(
    '%s is refused, for pages, the API and what does not exist',
    async (host) => {
      for (const address of ['/', '/api/campaigns', '/nothing']) {
        expect((await app.request(`http://${host}${address}`)).status).toBe(421)
      }
    },
  )
})

describe('every answer', () => {
  it.each(['/', '/api/campaigns', '/nothing', '/inspections/0', 'http://rebound.example/'])(
    'carries the security headers: %s',
    async (address) => {
      const { headers } = await app.request(address)
      const policy = headers.get('content-security-policy')!.split('; ')
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      const scripts = policy.filter((part) => part.startsWith('script-src'))
      expect(scripts.filter((part) => part !== "script-src 'self'")).toEqual([])
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('access-control-allow-origin')).toBeNull()
      expect(headers.get('permissions-policy')).toContain('camera=()')
      expect(headers.get('cache-control')).toBe('no-store')
    },
  )
})

describe('the OpenAPI document', () => {
  it('is the one in docs/api (npm run golden rewrites it)', async () => {
    const document = await (await app.request('/api/openapi.json')).json()
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot('../../docs/api/openapi.json')
  })
})
