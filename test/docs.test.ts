/** Generated documentation is golden: it changes only by a visible diff, and `npm run golden` writes it. */
import { describe, expect, it } from 'vitest'
import { clauseTable, fileName, indicatorPage } from '../scripts/indicator-page.ts'
import { indicators } from '../src/indicators/index.ts'

describe('docs/indicators', () => {
  it('lists all clauses', async () => {
    await expect(clauseTable(indicators)).toMatchFileSnapshot('../docs/indicators/README.md')
  })

  it.each(indicators)('has a page for $id', async (indicator) => {
    await expect(indicatorPage(indicator)).toMatchFileSnapshot(`../docs/indicators/${fileName(indicator)}`)
  })
})
