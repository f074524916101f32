import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPageFragments } from './page-fragments.ts'

test('each page has the names that it has, however many pages are alike', () => {
  const name: fc.Arbitrary<string> = fc.constantFrom<string>('a', 'b', '中', '%E4%B8%AD', 'c d', '')
  const pages = fc.array(fc.array(name, { maxLength: 4 }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(pages, pages, (first, later) => {
      const fragments = createPageFragments()
      // Some are read once more, and differ from what they were.
      for (const round of [first, later.slice(0, first.length)])
        for (const [page, ids] of round.entries()) fragments.learn(page, ids)
      for (const [page, ids] of first.entries()) {
        const own = later[page] ?? ids
        expect(fragments.knows(page)).toBe(true)
        for (const asked of ['a', 'b', 'c d', ''])
          expect([page, asked, fragments.has(page, asked)]).toEqual([page, asked, own.includes(asked)])
        const decoded = own.includes('中') || own.includes('%E4%B8%AD')
        expect(fragments.has(page, '%E4%B8%AD')).toBe(decoded)
        const copy = createPageFragments()
        copy.restore(7, fragments.hashes(page)!)
        expect(copy.hashes(7)).toEqual(fragments.hashes(page))
      }
    }),
  )
})
