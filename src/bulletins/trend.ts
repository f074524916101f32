/** Pass rates over the quarters, as the bulletins of the campaigns print them. */
import { sql } from 'kysely'
import type { Tx } from '../store/database.ts'

export interface QuarterRates {
  readonly campaign: string
  readonly demonstration: boolean
  /** `null`: the bulletin has no such figure. Both counts stand beside every rate. */
  readonly sites: Counted | null
  readonly accounts: Counted | null
}

interface Counted {
  readonly qualified: number
  readonly inspected: number
}

/** The latest bulletins of so many campaigns, oldest first. */
export async function quarterRates(tx: Tx, campaigns: number): Promise<readonly QuarterRates[]> {
  const rows = await tx
    .selectFrom('campaign')
    .innerJoin('bulletin', 'bulletin.campaignId', 'campaign.id')
    .select(['campaign.id', 'campaign.demonstration'])
    .select(
      sql<Record<string, { value: number; numerator: number | null; denominator: number | null }>>`(
        select jsonb_object_agg(figure ->> 'id', jsonb_build_object(
          'value', figure -> 'value', 'numerator', figure -> 'numerator', 'denominator', figure -> 'denominator'))
        from json_array_elements(bulletin.value -> 'figures') figure
        where figure ->> 'id' in ('sites.passRate', 'accounts.qualified', 'accounts.inspected'))`.as('figures'),
    )
    .where((eb) =>
      eb(
        'bulletin.version',
        '=',
        eb
          .selectFrom('bulletin as later')
          .select((of) => of.fn.max('later.version').as('version'))
          .whereRef('later.campaignId', '=', 'bulletin.campaignId'),
      ),
    )
    .orderBy('campaign.year', 'desc')
    .orderBy('campaign.quarter', 'desc')
    .limit(campaigns)
    .execute()
  return rows.toReversed().map(({ id, demonstration, figures }) => {
    const rate = figures['sites.passRate']
    const [qualified, inspected] = [figures['accounts.qualified'], figures['accounts.inspected']]
    return {
      campaign: id,
      demonstration,
      sites:
        rate === undefined || rate.numerator === null || rate.denominator === null
          ? null
          : { qualified: rate.numerator, inspected: rate.denominator },
      accounts:
        qualified === undefined || inspected === undefined
          ? null
          : { qualified: qualified.value, inspected: inspected.value },
    }
  })
}
