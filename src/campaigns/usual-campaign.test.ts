import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { usualCampaign } from './usual-campaign.ts'

const { db } = await testStore()
const [newest, older] = [{ id: '2025Q4' }, { id: '2025Q3' }]

/** Draws so many more accounts for the one round of a campaign, which is opened when it is not there. */
async function draw({ id }: { readonly id: string }, accounts: number): Promise<void> {
  await sql`
    insert into campaign (id, year, quarter, issuer, style, rule_set, rule_set_version, monitor_point, state, seed, strata,
      demonstration, opened_by, opened_at)
    values (${id}, 2025, 1, '市', 'shanghai', 'shanghai-2025', 1, '2025-08-14', 'collecting', 'x', '[]', false, '甲', now())
    on conflict do nothing`.execute(db)
  await sql`
    insert into round (campaign_id, target, ordinal, monitor_point) values (${id}, 'account', 1, '2025-08-14')
    on conflict do nothing`.execute(db)
  await sql`
    with drawn as (
      insert into frozen_target (round_id, target_id, snapshot)
      select r.id, (select count(*) from frozen_target f where f.round_id = r.id) + n, '{}'
      from round r, generate_series(1, ${accounts}::int) n where r.campaign_id = ${id}
      returning round_id, target_id
    )
    insert into inspection (round_id, target_id, purpose, strata, state)
    select round_id, target_id, 'regular', '{}', 'waiting' from drawn`.execute(db)
}

test('a page opens on the newest campaign but for one that has looked at less than a tenth of the largest', async () => {
  expect(await usualCampaign(db, [])).toBeUndefined()
  await draw(older, 20)
  await draw(newest, 0)
  expect(await usualCampaign(db, [newest, older])).toBe('2025Q4') // nothing is drawn yet
  await draw(newest, 2)
  expect(await usualCampaign(db, [newest, older])).toBe('2025Q4')
  await draw(older, 1)
  expect(await usualCampaign(db, [newest, older])).toBe('2025Q3')
  // whoever sees the one only
  expect(await usualCampaign(db, [newest])).toBe('2025Q4')
})
