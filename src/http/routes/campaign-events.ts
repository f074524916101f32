/** A running campaign as it happens: server-sent events, one whenever something has changed, at most once a second. */
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { crawlsUnderWay } from '../../campaigns/crawls.ts'
import { findCampaign, inspectionCounts } from '../../campaigns/store.ts'
import { hasEnded } from '../../campaigns/inspection-state.ts'
import { roundKey } from '../../campaigns/round.ts'
import { demandCampaign } from '../../registry/scope.ts'
import type { Tx } from '../../store/database.ts'
import { actorOf, needs } from '../actor.ts'
import type { HttpSettings } from '../settings.ts'

export interface CampaignEvent {
  readonly state: string
  readonly done: number
  readonly paused: number
  readonly total: number
  readonly rounds: readonly {
    readonly round: string
    /** Inspections by state. */
    readonly states: Readonly<Record<string, number>>
  }[]
  readonly crawls: Awaited<ReturnType<typeof crawlsUnderWay>>
}

const everyMs = 1000
/** Then the browser asks again by itself, and whether somebody still may is asked with it. */
const longestMs = 5 * 60_000

export function campaignEventRoutes({ db }: HttpSettings): Hono {
  const app = new Hono()
  app.get('/api/campaigns/:id/events', needs('campaigns:read').middleware, async (context) => {
    const { id } = await findCampaign(db, context.req.param('id'))
    const actor = actorOf(context)
    demandCampaign(actor, id)
    return streamSSE(context, async (stream) => {
      const end = Date.now() + longestMs
      let last = ''
      while (!stream.aborted && Date.now() < end) {
        const event = await eventOf(db, id, actor.units).catch((error: unknown) => {
          // the server is ending, and its database with it: the browser asks again by itself
          if (!stream.aborted) console.error(error)
          return null
        })
        if (event === null) return
        const data = JSON.stringify(event)
        if (data !== last) await stream.writeSSE({ event: 'progress', data })
        last = data
        await stream.sleep(everyMs)
      }
    })
  })
  return app
}

async function eventOf(tx: Tx, id: string, units: 'all' | readonly number[]): Promise<CampaignEvent> {
  const { state } = await findCampaign(tx, id)
  const rows = await inspectionCounts(tx, id)
  const sum = (list: typeof rows) => list.reduce((total, row) => total + row.count, 0)
  return {
    state,
    done: sum(rows.filter((row) => hasEnded(row.state))),
    paused: sum(rows.filter((row) => row.state === 'paused')),
    total: sum(rows),
    rounds: [...Map.groupBy(rows, roundKey)].map(([round, own]) => ({
      round,
      states: Object.fromEntries(own.map((row) => [row.state, row.count])),
    })),
    // whose site is looked at just now concerns those who see all units
    crawls: units === 'all' ? await crawlsUnderWay(tx, id) : [],
  }
}
