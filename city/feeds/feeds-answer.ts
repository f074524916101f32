/** Answers a request to the feed host: feeds with their planted faults, and the pages of posts. */
import type { Account, FeedSource } from '../accounts/account.ts'
import { answer, plainPage, type Answer } from '../answer.ts'
import { epochOf } from '../calendar.ts'
import { escape } from '../templates/template.ts'
import { feedOf, type Feed } from './feed.ts'
import { contentTypes, writeFeed } from './formats.ts'

/** What stands at which path of the feed host. */
export interface FeedHost {
  readonly origin: string
  readonly feeds: ReadonlyMap<string, { readonly account: Account; readonly source: FeedSource }>
  /** By platform and platform id. */
  readonly accounts: ReadonlyMap<string, Account>
}

export function feedHost(accounts: readonly Account[], origin: string): FeedHost {
  const feeds: [string, { account: Account; source: FeedSource }][] = []
  for (const account of accounts) {
    if (account.source.kind === 'feed') feeds.push([account.source.path, { account, source: account.source }])
  }
  return {
    origin,
    feeds: new Map(feeds),
    accounts: new Map(accounts.map((account) => [`${account.platform}/${account.platformId}`, account])),
  }
}

export function feedsAnswer(host: FeedHost, path: string): Answer {
  const found = host.feeds.get(path)
  if (found) return feedAnswer(found.account, found.source, host.origin)
  const match = /^\/p\/([^/]+)\/([^/]+)\/(?:(\d+)\.html)?$/.exec(path)
  const account = match && host.accounts.get(`${match[1]}/${match[2]}`)
  if (!account) return plainPage(404, '页面不存在', '没有这个账号。')
  if (match[3] === undefined) return plainPage(200, account.name, `主办单位：${account.organiser.name}`)
  const post = account.posts.find(({ number }) => number === Number(match[3]))
  return post
    ? plainPage(200, escape(post.title), `${account.name} ${post.at}`)
    : plainPage(404, '页面不存在', '该内容已被删除。')
}

function feedAnswer(account: Account, source: FeedSource, origin: string): Answer {
  const feed = feedOf(account, source, origin)
  const headers = { 'last-modified': new Date(epochOf(feed.builtAt)).toUTCString() }
  switch (source.fault) {
    case 'hang':
      return { kind: 'hang' }
    case 'error500':
      return plainPage(500, '服务器内部错误', '订阅源转换失败，请稍后再试。')
    case 'verification':
      return plainPage(200, '安全验证', '当前环境异常，完成验证后即可继续访问。')
    case 'truncated':
      return answer(200, contentTypes[source.format], cutInFirstTitle(writeFeed(source.format, feed), feed), headers)
    case 'wrongCharset':
      return answer(200, 'application/xml; charset=gb2312', writeFeed(source.format, feed, 'GB2312'), headers)
    case 'empty':
    case 'notRefreshed':
    case 'windowNotCovered':
    case null:
      return answer(200, contentTypes[source.format], writeFeed(source.format, feed), headers)
    default:
      return source.fault satisfies never
  }
}

/** The connection broke so early that not one item is complete. */
function cutInFirstTitle(xml: string, { items }: Feed): string {
  const firstLink = items[0]?.link ?? ''
  return xml.slice(0, xml.indexOf(firstLink) + 20)
}
