/** What a channel is: one way for a message to leave, with its limits, and what the other side may answer. */
import type { z } from 'zod'

/** A message as it goes out: values are escaped and the text is cut for the channel already. */
export interface Message {
  /** The same at every try, so that a receiver can tell a repetition. */
  readonly key: string
  /** One line. */
  readonly subject: string
  readonly text: string
  readonly severe: boolean
  /** Name of the unit concerned; '' without one. */
  readonly unit: string
  /** ISO instant of its making. */
  readonly createdAt: string
}

export type SendResult =
  /** `receipt`: what the other side calls it, or said. */
  | { readonly outcome: 'accepted'; readonly receipt: string }
  /** Too many at once: the whole channel rests; no try is counted. */
  | { readonly outcome: 'limited'; readonly detail: string; readonly restMs: number }
  /** Tried again with growing pauses. `uncertain`: it may have been accepted all the same. */
  | { readonly outcome: 'failed'; readonly detail: string; readonly uncertain?: boolean }
  /** This message to this address will never go: no further tries. */
  | { readonly outcome: 'refused'; readonly detail: string }

/** At most `count` messages within any `perMs` milliseconds. */
export interface RateLimit {
  readonly count: number
  readonly perMs: number
}

export interface SendMeans<Settings, Secret> {
  readonly settings: Settings
  readonly secret: Secret
  /** A mailbox; '' where the channel is the address. */
  readonly address: string
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly signal: AbortSignal
}

export interface Channel<Settings = unknown, Secret = unknown> {
  readonly id: string
  /** In Chinese. */
  readonly title: string
  readonly settings: z.ZodType<Settings>
  /** What is kept encrypted: addresses that are keys themselves included. */
  readonly secret: z.ZodType<Secret>
  /** What an address must be; `null` where the channel itself is the address. */
  readonly address: z.ZodType<string> | null
  readonly limits: readonly RateLimit[]
  /** Longest text in bytes of UTF-8. */
  readonly maxBytes: number
  /** Makes a value harmless in the channel's markup. */
  escape(this: void, value: string): string
  /** Sends one message; trouble of the other side is a result, never thrown. Ends within a minute. */
  send(this: void, message: Message, means: SendMeans<Settings, Secret>): Promise<SendResult>
}

/** Ties the types of a channel's parts together, and forgets them for the list of all. */
export function defineChannel<Settings, Secret>(channel: Channel<Settings, Secret>): Channel {
  return channel as unknown as Channel
}
