/** The progress of a campaign as the server tells it (server-sent events); `null` until the first event. */
import { useEffect, useState } from 'react'
import type { CampaignEvent } from '../../../../src/http/routes/campaign-events.ts'

export interface Progress {
  readonly event: CampaignEvent | null
  /** The line to the server is broken just now; the browser tries again by itself. */
  readonly broken: boolean
  /** Inspections that ended per second since the page was opened, or `null`. */
  readonly perSecond: number | null
}

export function useProgress(campaign: string): Progress {
  const [progress, setProgress] = useState<Progress>({ event: null, broken: false, perSecond: null })
  useEffect(() => {
    const source = new EventSource(`/api/campaigns/${encodeURIComponent(campaign)}/events`)
    let first: { readonly at: number; readonly done: number } | null = null
    source.addEventListener('progress', ({ data }: MessageEvent<string>) => {
      const event = JSON.parse(data) as CampaignEvent
      const now = performance.now()
      first ??= { at: now, done: event.done }
      const seconds = (now - first.at) / 1000
      const ended = event.done - first.done
      setProgress({ event, broken: false, perSecond: ended > 0 && seconds > 3 ? ended / seconds : null })
    })
    source.onerror = () => setProgress((before) => ({ ...before, broken: true }))
    source.onopen = () => setProgress((before) => ({ ...before, broken: false }))
    return () => source.close()
  }, [campaign])
  return progress
}
