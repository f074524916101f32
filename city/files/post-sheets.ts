/** Posts that were delivered in files: everything from 2025-06-01 to 2025-08-20. */
import { day } from '../../src/kernel/day.ts'
import type { Account, DeliveryFile } from '../accounts/account.ts'
import { platformLabel } from '../accounts/accounts.ts'
import { dayOf, timeOf, type Moment } from '../calendar.ts'
import { chineseMoment } from '../calendar.ts'
import type { City } from '../city.ts'
import type { Sheet } from './sheet.ts'

const coveredFrom = day('2025-06-01')

/** Dates in one of the three accepted ways, a way for each account. A row without title and date says: no posts. */
export function postsSheet({ accounts, feedOrigin }: City, file: DeliveryFile): Sheet {
  const delivered = accounts.filter(
    ({ source, state }) => state === 'active' && source.kind === 'delivered' && source.file === file,
  )
  return {
    headings: ['账号类型', '账号标识', '标题', '链接', '发布时间'],
    rows: delivered.flatMap((account, index) => {
      const identity = [platformLabel(account.platform), account.platformId]
      const posts = account.posts.filter(({ at }) => dayOf(at) >= coveredFrom)
      if (posts.length === 0) return [[...identity, '', '', '']]
      return posts.map(({ number, title, at }) => [
        ...identity,
        title,
        postUrl(account, number, feedOrigin),
        written(at, index % 3),
      ])
    }),
  }
}

function postUrl(account: Account, number: number, origin: string): string {
  return `${origin}/p/${account.platform}/${account.platformId}/${number}.html`
}

function written(at: Moment, way: number): string {
  if (way === 0) return at
  if (way === 1) return chineseMoment(at).replace(/ 0/, ' ')
  const [year, month, date] = dayOf(at).split('-')
  return `${year}/${Number(month)}/${Number(date)} ${timeOf(at)}`
}
