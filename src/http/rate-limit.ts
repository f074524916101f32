/**
 * How often one may ask: by address while nobody is signed in, by user after. Buckets that fill up again by the second, kept
 * by this process; passwords and codes are counted by name besides, in the database (`identity/sign-in.ts`).
 */
import type { Context, MiddlewareHandler } from 'hono'
import type { Actor } from '../kernel/actor.ts'
import { Failure } from '../kernel/failure.ts'
import { originOf } from './reader.ts'
import { policyOf, type HttpSettings } from './settings.ts'

interface Bucket {
  tokens: number
  at: number
}

/** Where somebody says who they are: the first thing that is tried by force. */
const doors = /^\/api\/(session|setup|sign-in)(\/|$)/
/** Then those that are full again are forgotten. */
const mostBuckets = 10_000

/** Whether one more is allowed now; `perMinute` at once at most, and as many each minute. */
export function createLimiter(perMinute: number): (key: string, nowMs: number) => boolean {
  const buckets = new Map<string, Bucket>()
  const filled = ({ tokens, at }: Bucket, nowMs: number) =>
    Math.min(perMinute, tokens + (Math.max(0, nowMs - at) / 60_000) * perMinute)
  return (key, nowMs) => {
    if (buckets.size > mostBuckets) {
      for (const [name, bucket] of buckets) if (filled(bucket, nowMs) >= perMinute) buckets.delete(name)
      // All of them busy: an attack from very many addresses. Whoever waited longest starts anew.
      if (buckets.size > mostBuckets) buckets.delete(buckets.keys().next().value!)
    }
    const tokens = filled(buckets.get(key) ?? { tokens: perMinute, at: nowMs }, nowMs)
    const allowed = tokens >= 1
    buckets.set(key, { tokens: allowed ? tokens - 1 : tokens, at: nowMs })
    return allowed
  }
}

/** Refuses what comes too often with 429; stands after `identify`. */
export function limitRates(settings: HttpSettings): MiddlewareHandler {
  const { signInsPerMinute, requestsPerMinute } = policyOf(settings).rateLimits
  const { clock = Date.now } = settings
  const [signIns, requests] = [createLimiter(signInsPerMinute), createLimiter(requestsPerMinute)]
  return async (context, next) => {
    const { path } = context.req
    // The console's files; its pages and the plain ones ask the database.
    if (path.startsWith('/assets/')) return next()
    const { address } = originOf(context)
    const isDoor = doors.test(path) && context.req.method !== 'GET'
    if (isDoor && !signIns(address, clock())) throw tooOften(context)
    const actor = context.get('actor') as Actor | null
    const key = actor === null ? `address ${address}` : `user ${actor.userId}`
    if (!requests(key, clock())) throw tooOften(context)
    return next()
  }
}

function tooOften(context: Context): Failure {
  context.header('retry-after', '60')
  return new Failure('tooMany.requests', '请求过于频繁', '请一分钟后再试')
}
