/** How values of the database become JavaScript values; for our pools only, the driver's global settings stay as they are. */
import pg from 'pg'

type Parse = (text: string) => unknown

/** The parser of text[] (1009): splits the literal and leaves the elements as text. The driver's types know no arrays. */
const splitArray = pg.types.getTypeParser(1009 as never) as Parse

const { builtins } = pg.types
/** Arrays have no name in `builtins`. */
const ARRAYS = { int8: 1016, numeric: 1231, date: 1182, timestamptz: 1185 } as const

const parsers: Readonly<Record<number, Parse>> = {
  [builtins.INT8]: Number,
  [builtins.NUMERIC]: Number,
  [builtins.DATE]: String,
  [builtins.TIMESTAMPTZ]: isoInstant,
  [ARRAYS.int8]: (text) => arrayOf(text, Number),
  [ARRAYS.numeric]: (text) => arrayOf(text, Number),
  [ARRAYS.date]: (text) => arrayOf(text, String),
  [ARRAYS.timestamptz]: (text) => arrayOf(text, isoInstant),
}

/** int8 and numeric → number, date → `YYYY-MM-DD`, timestamptz → ISO 8601 with `Z` (milliseconds), and arrays of them. */
export const fieldTypes = {
  getTypeParser(oid: number, format?: string): Parse {
    const own = format === 'binary' ? undefined : parsers[oid]
    return own ?? (pg.types.getTypeParser(oid, (format ?? 'text') as 'text') as Parse)
  },
} as pg.CustomTypesConfig

function isoInstant(text: string): string {
  const value: unknown = (pg.types.getTypeParser(builtins.TIMESTAMPTZ) as Parse)(text)
  return value instanceof Date ? value.toISOString() : text
}

function arrayOf(text: string, parse: Parse): unknown[] {
  const elements = splitArray(text) as (string | null)[]
  return elements.map((element) => (element === null ? null : parse(element)))
}
