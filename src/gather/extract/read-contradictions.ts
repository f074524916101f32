/**
 * Signs of a copied site: its identity code, filing numbers and name point to different places or different sites. Each
 * is a lead for a person, not a verdict: a site may move, a department may borrow a number.
 */
import { provinceOfCode, provinceOfSign, provincesNamed } from './provinces.ts'
import type { PageFooter } from './read-footer.ts'

export interface Contradiction {
  readonly between: readonly [string, string]
  /** In Chinese. */
  readonly reason: string
}

interface Claim {
  readonly item: string
  readonly value: string
  /** Name of the province it points to. */
  readonly province: string
}

/** Contradictions within one page. `metaCode` is the SiteIDCode tag, `names` are the site's names (tag, title). */
export function readContradictions(
  footer: PageFooter,
  metaCode: string | null,
  names: readonly string[],
): Contradiction[] {
  const codes = (
    [
      ['页脚网站标识码', footer.siteCode],
      ['SiteIDCode 标签', metaCode],
      ['找错入口的标识码', footer.errorReport?.siteCode ?? null],
    ] as const
  ).filter(
    (entry): entry is readonly [(typeof entry)[0], string] => entry[1] !== null && /^(\d{10}|bm\d{8})$/i.test(entry[1]),
  )
  const found: Contradiction[] = []
  for (const [index, [item, code]] of codes.entries()) {
    for (const [other, otherCode] of codes.slice(index + 1)) {
      if (code.toLowerCase() !== otherCode.toLowerCase()) {
        found.push({ between: [item, other], reason: `${item}是 ${code}，${other}却是 ${otherCode}` })
      }
    }
    if (/^\d/.test(code) && provinceOfCode(code) === undefined) {
      found.push({ between: [item, '行政区划代码'], reason: `${item} ${code} 的前两位不是任何省级行政区划代码` })
    }
  }
  const claims = provinceClaims(footer, codes, names)
  for (const [index, claim] of claims.entries()) {
    for (const other of claims.slice(index + 1)) {
      if (claim.province === other.province || claim.item === other.item) continue
      found.push({
        between: [claim.item, other.item],
        reason: `${claim.item}“${claim.value}”属于${claim.province}，${other.item}“${other.value}”属于${other.province}`,
      })
    }
  }
  return found
}

function provinceClaims(
  { icp, police }: PageFooter,
  codes: readonly (readonly [string, string])[],
  names: readonly string[],
): Claim[] {
  const claims: Claim[] = []
  const claim = (item: string, value: string, province: string | undefined) => {
    if (province === undefined) return
    if (!claims.some((known) => known.item === item && known.province === province))
      claims.push({ item, value, province })
  }
  for (const [item, code] of codes) claim(item, code, provinceOfCode(code)?.name)
  if (icp !== null) claim('ICP 备案号', icp, provinceOfSign(icp[0]!)?.name)
  if (police !== null) {
    claim('公安备案号', police, provinceOfSign(police[0]!)?.name)
    claim('公安备案号的区划代码', police, provinceOfCode(/\d{12,14}/.exec(police)?.[0] ?? '')?.name)
  }
  for (const name of names) {
    const named = provincesNamed(name)
    // A name with two provinces in it (驻京办) claims neither.
    if (named.length === 1) claim('网站名称', name, named[0]!.name)
  }
  return claims
}
