/** A feed before it is written in one of its formats. */
import type { Account, DateStyle, FeedSource, Post } from '../accounts/account.ts'
import { moment, type Moment } from '../calendar.ts'
import { feedDate } from './dates.ts'

export interface Feed {
  readonly title: string
  readonly link: string
  readonly builtAt: Moment
  readonly dates: DateStyle
  readonly cdata: boolean
  readonly items: readonly FeedItem[]
}

export interface FeedItem {
  readonly id: string
  readonly title: string
  /** As it stands in the feed: `&` may be raw. */
  readonly link: string
  readonly date: string
  readonly at: Moment
}

/** `origin` is the feed host's address without a slash at the end. */
export function feedOf(account: Account, source: FeedSource, origin: string): Feed {
  const base = `${origin}/p/${account.platform}/${account.platformId}`
  const ampersand = source.rawAmpersands ? '&' : '&amp;'
  const posts = source.fault === 'empty' ? [] : withPinned(account.posts, source.pinnedPost)
  return {
    title: account.name,
    link: `${base}/`,
    builtAt: moment(source.builtOn, '22:00'),
    dates: source.dates,
    cdata: source.cdata,
    items: posts.map((post) => ({
      id: `${account.platform}-${account.platformId}-${post.number}`,
      title: post.title,
      link: `${base}/${post.number}.html?from=feed${ampersand}n=${post.number}`,
      date: feedDate(post.at, source.dates),
      at: post.at,
    })),
  }
}

function withPinned(posts: readonly Post[], pinned: number | null): readonly Post[] {
  const first = posts.find(({ number }) => number === pinned)
  return first ? [first, ...posts.filter((post) => post !== first)] : posts
}
