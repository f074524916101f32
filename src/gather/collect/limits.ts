/** How collection goes about its work; part of the configuration of an installation. */
import { z } from 'zod'

const baseUrl = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''))

export const collectionLimits = z.strictObject({
  /** Whether workers read due sources by themselves; otherwise `mingcha collect run` does. */
  automatic: z.boolean().default(true),
  /** Raw answers that no inspection rests on are kept so long (the law asks for six months of logs) … */
  keepRawDays: z.number().int().min(1).max(36_500).default(190),
  /** … and of each source so many at most. */
  keepRawPerSource: z.number().int().min(1).max(1_000_000).default(120),
  /** Requests under way at once, over all hosts. */
  concurrency: z.number().int().min(1).max(512).default(96),
  /** How long a source is waited for at first; who does not answer is asked again after the others. */
  quickMs: z.number().int().min(1).default(2000),
  /** How long it is waited for then. */
  timeoutMs: z.number().int().min(1).default(10_000),
  /** Bytes of a feed that are read; longer ones cannot be read. */
  maxBytes: z.number().int().min(1000).max(50_000_000).default(5_000_000),
  /** `host:port` of the installation's own bridges (RSSHub, WeWe-RSS): no pause between requests. */
  ownHosts: z.array(z.string().regex(/^[^/\s]+$/, { error: '应为主机名或 主机名:端口' })).default([]),
  /** Requests under way at once at each of them. */
  ownHostInFlight: z.number().int().min(1).max(256).default(64),
  /** Pause between two calls of a platform's official interface. */
  apiGapMs: z.number().int().min(0).default(200),
  weixinBaseUrl: baseUrl.optional(),
  weiboBaseUrl: baseUrl.optional(),
})
export type CollectionLimits = z.output<typeof collectionLimits>
