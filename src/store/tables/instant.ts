/** Instants as columns. */
import type { ColumnType } from 'kysely'

/** ISO 8601 with `Z` when read; any instant PostgreSQL understands with a zone, or a `Date`, when written. */
export type Instant = ColumnType<string, string | Date, string | Date>

/** One that the database fills in. */
export type GeneratedInstant = ColumnType<string, string | Date | undefined, string | Date>
