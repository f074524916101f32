/** Wording of a guide that does not say what is wanted: 其他材料, 相关证明 and the like (WEB-D-SVC-4). */
import { plain } from '../crawl/page-reading.ts'

const things = '(?:证明)?(?:材料|资料|文件|证件|证明|手续|凭证)'
const forms = new RegExp(
  [
    `(?:法律法规|法律、法规|法规|规定|要求|需要|需|应当?)?(?:的)?其[他它](?:的)?(?:有关|相关|必要|应当提交的|需要提供的|需提供的)?(?:的)?${things}`,
    `等(?:有关|相关|其他)?(?:的)?${things}`,
    `(?:有关|相关)(?:的)?${things}`,
    '(?:视|根据)(?:具体|实际)?情况(?:而定|提供|提交|确定)',
  ].join('|'),
  'g',
)
const maxPhrases = 20

/** The vague phrases of a guide's list of materials and conditions, in their order, as written. */
export function vaguePhrases(...texts: readonly (string | undefined)[]): string[] {
  return texts
    .flatMap((text) => Array.from(plain(text ?? '').matchAll(forms), ([phrase]) => phrase))
    .slice(0, maxPhrases)
}
