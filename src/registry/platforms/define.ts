/** What the register knows of a platform. How its posts are collected is not said here. */

export interface Platform {
  /** 账号类型 as registers and tables print it. */
  readonly label: string
  /** In running text before a quoted name: 微信公众号“上海统计”. */
  readonly inProse: string
  /** How spreadsheets of other systems call it. */
  readonly aliases: readonly string[]
  /** Id of the platform that a bulletin counts it with; an id of one cannot stand on the other as another account. */
  readonly rollUp?: string
  /** Whether accounts publish posts with a date; a mini program or an app does not. */
  readonly carriesPosts: boolean
  /** Whether the platform takes `SHTJ` and `shtj` for one account. */
  readonly foldsCase: boolean
}

/** Keeps the literal values; the index checks them. */
export function definePlatform<const Definition extends Platform>(definition: Definition): Definition {
  return definition
}
