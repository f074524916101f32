/** Evidence as it is kept in the database and shown: numbers of persons in the text of pages are masked. */
import { maskPersonalData } from '../kernel/personal-data.ts'

/** A copy of the value with every text masked. Addresses stay: they lead to the page. The archive is never touched. */
export function maskEvidence<Value>(value: Value): Value {
  return masked(value) as Value
}

function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskPersonalData(value)
  if (Array.isArray(value)) return value.map(masked)
  if (value === null || typeof value !== 'object') return value
  // Other than plain objects there are none in evidence.
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, masked(entry)]))
}
