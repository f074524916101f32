/** All kinds of sources that the program asks by itself: one line each. */
import type { SourceAdapter } from './adapter.ts'
import { feedSource } from './feed-source.ts'
import { weiboApi } from './weibo-api.ts'
import { weixinApi } from './weixin-api.ts'

/** The adapters of a process; they share what they were given, as access tokens. `clock`: milliseconds since 1970. */
export function sourceAdapters(clock: () => number): readonly SourceAdapter[] {
  return [feedSource, weixinApi(clock), weiboApi]
}
