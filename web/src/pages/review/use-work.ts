/**
 * A reviewer at work: what is looked at now, and the item behind it, claimed and read while the reviewer still looks at the
 * first, so that the next one is there at once.
 */
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ClaimAnswer } from '../../../../src/http/routes/review-queue.ts'
import { asProblem, type ApiProblem } from '../../api/problem.ts'
import { request, type Query } from '../../api/request.ts'
import { evidenceQuery, type ItemKey } from './evidence-query.ts'

export interface Decision {
  readonly kind: string
  readonly reason: string
  readonly note: string
}

export interface Work {
  /** `undefined`: on its way; `null`: nothing is left. */
  readonly current: ItemKey | null | undefined
  readonly problem: ApiProblem | null
  readonly busy: boolean
  /** Decided in this sitting. */
  readonly done: number
  readonly canGoBack: boolean
  readonly decide: (decision: Decision, seen: number) => Promise<boolean>
  readonly skip: () => void
  readonly back: () => void
  readonly retry: () => void
}

const keyOf = ({ inspectionId, clause }: ItemKey): ItemKey => ({ inspectionId, clause })

/** `first`: an item that was chosen in the list; the queue goes on behind it. */
export function useWork(campaign: string, filter: Query, first: ItemKey | null): Work {
  const client = useQueryClient()
  const [current, setCurrent] = useState<ItemKey | null | undefined>(undefined)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState(0)
  const [past, setPast] = useState<readonly ItemKey[]>([])
  const upcoming = useRef<Promise<ItemKey | null> | null>(null)
  const held = useRef<ItemKey[]>([])
  const skipped = useRef<ItemKey[]>([])
  const filterText = JSON.stringify(filter)

  const claim = useCallback(
    async (except: readonly ItemKey[]): Promise<ItemKey | null> => {
      const body = { ...(JSON.parse(filterText) as object), except: [...except, ...skipped.current].slice(0, 200) }
      const answer = await request<ClaimAnswer | null>(`/api/campaigns/${campaign}/review/next`, {
        method: 'POST',
        body,
      })
      if (answer === null) return null
      held.current.push(keyOf(answer.item))
      return keyOf(answer.item)
    },
    [campaign, filterText],
  )

  /** Claims and reads the item behind this one. */
  const prepare = useCallback(
    (shown: ItemKey) => {
      const next = claim([shown]).then(async (key) => {
        if (key !== null) await readAhead(client, key)
        return key
      })
      // asked again when it is wanted
      next.catch(() => (upcoming.current = null))
      upcoming.current = next
    },
    [claim, client],
  )

  const advance = useCallback(
    async (after: ItemKey | null) => {
      setBusy(true)
      try {
        const next = await (upcoming.current ?? claim(after === null ? [] : [after]))
        upcoming.current = null
        setCurrent(next)
        setProblem(null)
        if (next !== null) prepare(next)
      } catch (error) {
        setProblem(asProblem(error))
      } finally {
        setBusy(false)
      }
    },
    [claim, prepare],
  )

  const start = useCallback(async () => {
    if (first === null) return advance(null)
    try {
      await request(`/api/campaigns/${campaign}/review/claim`, { method: 'POST', body: keyOf(first) })
      held.current.push(keyOf(first))
      setProblem(null)
    } catch (error) {
      // Somebody else has it: it can be looked at, and a decision says so again.
      setProblem(asProblem(error))
    }
    setCurrent(keyOf(first))
    prepare(first)
    // oxlint-disable-next-line react/exhaustive-deps -- the chosen item is where the sitting begins, not what it follows
  }, [advance, campaign, prepare])

  useEffect(() => {
    void start()
    const mine = held.current
    return () => {
      upcoming.current = null
      // Whoever leaves holds nothing up.
      for (const key of mine.splice(0)) release(campaign, key)
    }
  }, [start, campaign])

  const forget = (key: ItemKey) => {
    held.current.splice(
      0,
      held.current.length,
      ...held.current.filter((each) => each.inspectionId !== key.inspectionId || each.clause !== key.clause),
    )
  }

  return {
    current,
    problem,
    busy,
    done,
    canGoBack: past.length > 0,
    async decide(decision, seen) {
      if (!current || busy) return false
      setBusy(true)
      try {
        const decisions = [{ ...current, ...decision, seen }]
        await request(`/api/campaigns/${campaign}/decisions`, { method: 'POST', body: { decisions } })
      } catch (error) {
        setProblem(asProblem(error))
        setBusy(false)
        // what somebody else has said meanwhile is shown before anything is said over it
        void client.invalidateQueries({ queryKey: evidenceQuery(current).queryKey })
        return false
      }
      forget(current)
      setDone((count) => count + 1)
      setPast((before) => [...before.slice(-49), current])
      void client.invalidateQueries({ queryKey: evidenceQuery(current).queryKey, refetchType: 'none' })
      // whoever goes back finds no list that still shows it
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'evidence', refetchType: 'none' })
      await advance(current)
      return true
    },
    skip() {
      if (!current || busy) return
      skipped.current.push(current)
      forget(current)
      release(campaign, current)
      void advance(current)
    },
    back() {
      const last = past.at(-1)
      if (last === undefined || busy) return
      if (current) {
        const waiting = current
        // what was on screen comes again behind it
        upcoming.current = Promise.resolve(waiting)
      }
      setPast(past.slice(0, -1))
      setProblem(null)
      setCurrent(last)
    },
    retry: () => void (current ? setProblem(null) : start()),
  }
}

async function readAhead(client: QueryClient, key: ItemKey): Promise<void> {
  const evidence = await client.fetchQuery(evidenceQuery(key)).catch(() => null)
  const picture = evidence?.pictures[0]
  if (picture) new Image().src = `/api/inspections/${key.inspectionId}/pictures/${picture.record}`
}

function release(campaign: string, key: ItemKey): void {
  // A claim that is not given back ends with its minutes.
  void request(`/api/campaigns/${campaign}/review/release`, { method: 'POST', body: key }).catch(() => undefined)
}
