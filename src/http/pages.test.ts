/** The answers about a campaign in which every name and every text from outside tries to be a script. */
import { Parser } from 'htmlparser2'
import { beforeAll, describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { createHttpApp } from './app.ts'
import { signedIn } from './sign-in-fixture.ts'
import { storeCampaign, type StoredCampaign } from './stored-campaign-fixture.ts'

const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>&lt;`
const { db } = await testStore()
const app = await signedIn(db, createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] }))
let stored: StoredCampaign

beforeAll(async () => {
  stored = await storeCampaign(db, hostile)
})

describe('hostile names', () => {
  it('stay text in the bulletin as a page', async () => {
    const answer = await app.request('/api/campaigns/2025Q3/documents/html')
    expect(answer.status).toBe(200)
    const page = await answer.text()
    expect(page).toContain('&lt;script&gt;')
    expect(active(page)).toEqual([])
    expect(visibleText(page)).toContain(hostile)
  })

  it('are plain strings in the API', async () => {
    const answer = await app.request(`/api/inspections/${stored.accountInspection}`)
    expect(answer.headers.get('content-type')).toContain('application/json')
    expect(await answer.json()).toMatchObject({ target: { name: hostile }, verdict: 'unqualified', archive: null })
  })
})

describe('a figure', () => {
  it('opens the rows that were counted', async () => {
    const answer = await app.request('/api/campaigns/2025Q3/figures/accounts.problem')
    expect(await answer.json()).toMatchObject({
      id: 'accounts.problem',
      text: '1',
      rows: [
        {
          inspectionId: stored.accountInspection,
          kind: '微信',
          verdict: 'unqualified',
          problem: '监测点前两周未更新',
        },
      ],
    })
  })

  it('that the bulletin does not have is not found', async () => {
    for (const figure of ['nothing', 'constructor', '__proto__', encodeURIComponent(hostile)]) {
      const answer = await app.request(`/api/campaigns/2025Q3/figures/${figure}`)
      expect(answer.status).toBe(404)
      expect(await answer.json()).toMatchObject({ code: 'notFound.figure' })
    }
  })
})

describe('the bulletin', () => {
  it('is a value whose figures are those of the pages', async () => {
    const bulletin = await (await app.request('/api/campaigns/2025Q3/bulletin')).json()
    expect(bulletin).toMatchObject({ schema: 'mingcha.bulletin/1', campaignId: '2025Q3', issuer: hostile })
  })

  it.each([
    ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['html', 'text/html; charset=utf-8'],
    ['json', 'application/json'],
    ['txt', 'text/plain; charset=utf-8'],
  ])('is served as %s', async (format, mediaType) => {
    const answer = await app.request(`/api/campaigns/2025Q3/documents/${format}`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe(mediaType)
    expect(answer.headers.get('content-disposition')).toContain(`bulletin-2025Q3.${format}`)
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(500)
  })

  it('is printed as pdf on A4, text as text, and what a site calls itself runs nothing', async () => {
    const answer = await app.request('/api/campaigns/2025Q3/documents/pdf')
    expect(answer.headers.get('content-type')).toBe('application/pdf')
    const bytes = Buffer.from(await answer.arrayBuffer()).toString('latin1')
    expect(bytes.slice(0, 5)).toBe('%PDF-')
    expect(bytes).toMatch(/\/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/)
    expect(bytes).not.toMatch(/\/JavaScript|\/Launch/)
  }, 60_000)

  it('of another version than there is, or in a format that there is not, is refused', async () => {
    for (const address of ['html?version=99', 'ofd']) {
      const answer = await app.request(`/api/campaigns/2025Q3/documents/${address}`)
      expect([address, answer.status]).toEqual([address, 404])
    }
    expect((await app.request('/api/campaigns/2025Q3/documents/html?version=0')).status).toBe(422)
  })
})

describe('the campaign', () => {
  it('shows its rounds with the inspections in each state', async () => {
    const answer = await app.request('/api/campaigns/2025Q3')
    expect(await answer.json()).toMatchObject({
      id: '2025Q3',
      state: 'bulletinDraft',
      rounds: [
        { key: 'site-1', inspections: { judged: 1 } },
        { key: 'account-1', inspections: { judged: 1 } },
      ],
    })
  })

  it('lists what waits for a person', async () => {
    const { items } = (await (await app.request('/api/campaigns/2025Q3/review')).json()) as {
      items: { waitingFor: string }[]
    }
    expect(items.length).toBeGreaterThan(0)
    expect(items.every(({ waitingFor }) => waitingFor === 'check')).toBe(true)
  })
})

/** What could run: script elements, event handlers, script addresses. */
function active(page: string): string[] {
  const found: string[] = []
  const parser = new Parser({
    onopentag(tag, attributes) {
      if (tag === 'script') found.push('<script>')
      for (const [name, value] of Object.entries(attributes)) {
        if (name.startsWith('on') || /^\s*javascript:/i.test(value)) found.push(`${tag} ${name}`)
      }
    },
  })
  parser.end(page)
  return found
}

function visibleText(page: string): string {
  let text = ''
  const parser = new Parser({ ontext: (data) => void (text += data) })
  parser.end(page)
  return text
}
