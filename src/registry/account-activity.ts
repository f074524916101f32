/** What stored sources show of the posts of accounts: collected sources, delivered files and the evidence of inspections. */
import { sql } from 'kysely'
import { addDays, type Day } from '../kernel/day.ts'
import type { Tx } from '../store/database.ts'
import type { Activity } from './account-facts.ts'

/**
 * Activity by account id, as of a day; an account of which no source is stored is not in the map. Where several sources show
 * the same account, the latest post counts and the source that shows most posts.
 */
export async function accountActivity(
  tx: Tx,
  on: Day,
  accountIds?: readonly number[],
): Promise<ReadonlyMap<number, Activity>> {
  const wanted = (field: string) =>
    accountIds === undefined ? sql`true` : sql`${sql.ref(field)} = any(${accountIds}::integer[])`
  const since = addDays(on, -364)
  const { rows } = await sql<{
    accountId: number
    lastPostOn: Day | null
    postsInYear: number
    knownThrough: Day
  }>`
    with source as (
      select account_id, known_through, posts::json as posts
      from delivered_account join post_delivery on post_delivery.id = delivery_id
      where ${wanted('account_id')}
      union all
      (select distinct on (inspection.target_id)
        inspection.target_id, (value ->> 'knownThrough')::date, value -> 'posts'
      from evidence
      join inspection on inspection.id = inspection_id
      join round on round.id = round_id and round.target = 'account'
      where kind = 'posts' and value is not null and ${wanted('inspection.target_id')}
      order by inspection.target_id, captured_at desc)
    ), shown as (
      select source.account_id, source.known_through,
        max((post ->> 'publishedOn')::date) filter (where (post ->> 'publishedOn')::date <= ${on}::date) as last_post_on,
        count(post) filter (where (post ->> 'publishedOn')::date between ${since}::date and ${on}::date) as posts_in_year
      -- as account_posts.days has them: what was published and is still shown
      from source left join lateral json_array_elements(source.posts) as post
        on coalesce(post ->> 'kind', 'post') in ('post', 'repost') and post ->> 'goneOn' is null
      group by source.account_id, source.known_through, source.posts::text
      union all
      select account_id, ((known_until - interval '1 microsecond') at time zone 'Asia/Shanghai')::date,
        max(day) filter (where day <= ${on}::date), count(day) filter (where day between ${since}::date and ${on}::date)
      from account_posts left join lateral unnest(days) as day on true
      where ${wanted('account_id')} group by source_id
    )
    select account_id as "accountId", max(last_post_on) as "lastPostOn",
      max(posts_in_year) as "postsInYear", max(known_through) as "knownThrough"
    from shown group by account_id`.execute(tx)
  return new Map(rows.map(({ accountId, ...activity }) => [accountId, activity]))
}
