/**
 * Values of jsonb fields. The driver would turn a JavaScript array into a PostgreSQL array, and the server refuses NUL
 * characters and halves of surrogate pairs, which pages of the web do contain: so writing goes through `json`.
 */
import type { ColumnType } from 'kysely'

/** The text of a JSON document with a value of this shape. */
export type JsonText<Value> = string & { readonly __json: Value }

/** A jsonb field: read as the value, written as `json(value)`. */
export type Json<Value> = ColumnType<Value, JsonText<Value>, JsonText<Value>>

/** What the server refuses: an escaped NUL, or an escaped lone surrogate (`JSON.stringify` escapes only lone ones). */
const REFUSED = /\\u(?:0000|d[89a-f])/

/** The value as the text that goes into a jsonb field; characters that PostgreSQL cannot hold become U+FFFD. */
export function json<Value>(value: Value): JsonText<Value> {
  const text = JSON.stringify(value)
  if (text === undefined) throw new TypeError('a jsonb field cannot hold undefined')
  return (REFUSED.test(text) ? JSON.stringify(storable(value)) : text) as JsonText<Value>
}

/** Text that PostgreSQL can hold, for plain text fields that come from the web. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\ufffd')
}

function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (Array.isArray(value)) return value.map(storable)
  if (typeof value !== 'object' || value === null) return value
  if ('toJSON' in value && typeof value.toJSON === 'function') return storable(value.toJSON())
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [storableText(key), storable(part)]))
}
