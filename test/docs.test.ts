/** Generated documentation is golden: it changes only by a visible diff, and `npm run golden` writes it. */
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { clauseTable, explainedClauses, fileName, indicatorOf } from '../scripts/indicator-page.ts'
import { rolePage } from '../scripts/role-page.ts'
import { clausePage } from '../src/indicators/clause-page.ts'

it('docs/reference/roles.md shows roles and capabilities as they are', async () => {
  await expect(rolePage()).toMatchFileSnapshot('../docs/reference/roles.md')
})

describe('docs/indicators', () => {
  it('lists all clauses', async () => {
    await expect(clauseTable()).toMatchFileSnapshot('../docs/indicators/README.md')
  })

  it.each(explainedClauses)('has a page for %s', async (id, clause) => {
    await expect(clausePage(id, clause, indicatorOf(id))).toMatchFileSnapshot(`../docs/indicators/${fileName(id)}`)
  })

  it('has no other pages', async () => {
    const found = await readdir(path.resolve(import.meta.dirname, '../docs/indicators'))
    const known = new Set(['README.md', ...explainedClauses.map(([id]) => fileName(id))])
    expect(found.filter((name) => !known.has(name))).toEqual([])
  })
})
