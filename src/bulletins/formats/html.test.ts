import { describe, expect, test } from 'vitest'
import { day } from '../../kernel/day.ts'
import { draftBulletin } from '../draft.ts'
import { thirdQuarter2025, withoutProblems } from '../facts-fixture.ts'
import { shanghai } from '../styles/shanghai.ts'
import { bulletinHtml } from './html.ts'

const bulletin = draftBulletin(thirdQuarter2025, shanghai, { date: day('2025-09-28') })
const page = bulletinHtml(bulletin)

test('is the golden page', async () => {
  await expect(page).toMatchFileSnapshot('../../../fixtures/bulletins/2025Q3.html')
})

describe('figures', () => {
  test('every link leads to a figure of the bulletin', () => {
    const targets = [...page.matchAll(/href="([^"]*)"/g)].map(([, href]) => href!)
    const known = new Set(bulletin.figures.map(({ id }) => `figures/${id}`))
    expect(targets.length).toBeGreaterThan(15)
    expect(targets.filter((target) => !known.has(target))).toEqual([])
  })

  test('a rate shows both counts', () => {
    expect(page).toContain(
      '<a class="figure" href="figures/sites.passRate" title="网站合格率（按网站）：67/67">100%</a>',
    )
  })

  test('links follow the place where the rows are shown', () => {
    expect(bulletinHtml(bulletin, { figureBase: '/bulletins/2025Q3/figures/' })).toContain(
      'href="/bulletins/2025Q3/figures/accounts.problem"',
    )
  })

  test('the chart shows each platform with its counts', () => {
    const platforms = [...page.matchAll(/<text [^>]*text-anchor="end">([^<]*)</g)].map(([, label]) => label)
    expect(platforms).toEqual(['微信', '微博', '澎湃号', '抖音'])
    expect(page).toContain('aria-label="微信抽查199个，存在突出问题3个；微博抽查99个，存在突出问题1个；')
  })
})

test('needs nothing from elsewhere and runs nothing', () => {
  expect(page).not.toMatch(/<script|<link|<img|src=|url\(|@import/)
})

test('without annexes there is no list of them and no empty table', () => {
  const healed = bulletinHtml(draftBulletin(withoutProblems(thirdQuarter2025), shanghai, { date: day('2025-09-28') }))
  expect(healed).not.toContain('<table')
  expect(healed).not.toContain('class="annexes"')
})
