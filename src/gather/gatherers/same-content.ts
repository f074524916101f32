/** Whether two answers show the same page, clocks and counters aside. */

export interface ShownPage {
  readonly title: string
  readonly text: string
}

/** Share of pairs of characters that two texts have in common; pages of one address change between two visits. */
const [alikeWithTitle, alikeWithout] = [0.6, 0.9]

/** `null`: there is nothing to compare. */
export function showSameContent(one: ShownPage, other: ShownPage): boolean | null {
  const [first, second] = [pairsOf(one.text), pairsOf(other.text)]
  if (first.size === 0 && second.size === 0) return null
  let common = 0
  for (const pair of first) if (second.has(pair)) common += 1
  const share = (2 * common) / (first.size + second.size)
  const sameTitle = squeezed(one.title) === squeezed(other.title)
  return share >= (sameTitle ? alikeWithTitle : alikeWithout)
}

function pairsOf(text: string): Set<string> {
  const letters = squeezed(text).replaceAll(/\d/g, '')
  const pairs = new Set<string>()
  for (let at = 0; at + 1 < letters.length; at += 1) pairs.add(letters.slice(at, at + 2))
  return pairs
}

function squeezed(text: string): string {
  return text.replaceAll(/[\s\u0001]+/g, '')
}
