/** Rounds: one pass over the sites or the accounts of a campaign, each with its own frozen population. */
/** How a round is written in files and commands: `site-1`, `account-1`. */
export function roundKey(round: { readonly target: string; readonly ordinal: number }): string {
  return `${round.target}-${round.ordinal}`
}

/** 网站第1轮 */
export function roundLabel(round: { readonly target: string; readonly ordinal: number }): string {
  return `${round.target === 'site' ? '网站' : '账号'}第${round.ordinal}轮`
}
