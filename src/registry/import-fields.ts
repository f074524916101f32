/** The kinds of cells that imports read: each knows its heading, how to read a text and how to show a value. */
import { addDays, parseDay, type Day } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'
import { readInstant } from './read-instant.ts'
import { quoted } from './row-errors.ts'

export interface Field<Value> {
  readonly heading: string
  /** Other headings that mean the same. */
  readonly aliases?: readonly string[]
  /** Whether the cell must be filled in every row. */
  readonly required: boolean
  /** The value of a cell that is not empty, or what is wrong with it. */
  read(text: string): Reading<Value>
  /** The value of an empty cell, when it may be empty. */
  readonly empty?: Value
  /** The value as the file would write it. */
  show(value: Value): string
}

export type Reading<Value> = { readonly value: Value } | { readonly problem: string }

/** Names and codes: long texts are mistakes. */
const MAX_TEXT_CHARS = 500

/** A text; `pattern` with the `form` that is told when it does not match. */
export function text(heading: string, pattern?: RegExp, form?: string): Field<string> {
  return {
    heading,
    required: true,
    read(cell) {
      if (cell.length > MAX_TEXT_CHARS) return { problem: `超过 ${MAX_TEXT_CHARS} 个字符` }
      return !pattern || pattern.test(cell) ? { value: cell } : { problem: `${quoted(cell)}不正确，应为${form}` }
    },
    show: (value) => value,
  }
}

/** A remark that may be empty, of any length a cell can have. */
export function remark(heading: string): Field<string> {
  return { heading, required: false, empty: '', read: (cell) => ({ value: cell }), show: (value) => value }
}

/** The same cell, but it may be empty: then the value is `null`. */
export function optional<Value>(field: Field<Value>): Field<Value | null> {
  return {
    heading: field.heading,
    ...(field.aliases && { aliases: field.aliases }),
    required: false,
    empty: null,
    read: (cell) => field.read(cell),
    show: (value) => (value === null ? '' : field.show(value)),
  }
}

/** One of the labels of a list such as `siteCategories`, or an alias in any case; the value is its key. */
export function word<Key extends string>(
  heading: string,
  labels: Readonly<Record<Key, string>>,
  aliases: Readonly<Record<string, NoInfer<Key>>> = {},
): Field<Key> {
  const keys = new Map((Object.entries(labels) as [Key, string][]).map(([key, label]) => [label, key]))
  const others = new Map(Object.entries(aliases).map(([alias, key]) => [alias.toLowerCase(), key]))
  return {
    heading,
    required: true,
    read(cell) {
      const value = keys.get(cell) ?? others.get(cell.toLowerCase())
      return value === undefined ? { problem: `没有${quoted(cell)}，可填：${[...keys.keys()].join('、')}` } : { value }
    },
    show: (key) => labels[key],
  }
}

export function yesNo(heading: string, yes = '是', no = '否'): Field<boolean> {
  return {
    heading,
    required: true,
    read(cell) {
      if (cell === yes) return { value: true }
      return cell === no ? { value: false } : { problem: `没有${quoted(cell)}，可填：${yes}、${no}` }
    },
    show: (value) => (value ? yes : no),
  }
}

export function integer(heading: string, min: number, max: number): Field<number> {
  return {
    heading,
    required: true,
    read(cell) {
      const value = Number(cell)
      const good = /^-?\d{1,10}$/.test(cell) && value >= min && value <= max
      return good ? { value } : { problem: `${quoted(cell)}不正确，应为 ${min} 至 ${max} 的整数` }
    },
    show: String,
  }
}

/** A number of milliseconds, rounded. */
export function milliseconds(heading: string): Field<number> {
  return {
    heading,
    required: true,
    read(cell) {
      const value = Math.round(Number(cell))
      const good = /^\d{1,9}(?:\.\d{1,9})?$/.test(cell)
      return good ? { value } : { problem: `${quoted(cell)}不正确，应为毫秒数` }
    },
    show: String,
  }
}

/** An absolute http(s) address without user name or password, kept as it is written. */
export function webAddress(heading: string): Field<string> {
  return {
    heading,
    required: true,
    read(cell) {
      const url = URL.parse(cell)
      const good =
        url !== null &&
        /^https?:\/\//i.test(cell) &&
        /^https?:$/.test(url.protocol) &&
        url.hostname !== '' &&
        url.username === '' &&
        url.password === '' &&
        cell.length <= 2000
      return good ? { value: cell } : { problem: `${quoted(cell)}不是完整的网址，应以 http:// 或 https:// 开头` }
    },
    show: (value) => value,
  }
}

/** A point in time with a time of day, as ISO 8601 with `Z`; without a zone it is Beijing time. */
export function instant(heading: string): Field<string> {
  return {
    heading,
    required: true,
    read(cell) {
      const at = readInstant(cell)?.at ?? null
      return at === null ? { problem: `${quoted(cell)}不是时间，应写成 2025-08-01 08:30` } : { value: at }
    },
    show: beijingTime,
  }
}

/** `2025-08-14 08:00:00` of an ISO instant. */
export function beijingTime(at: string): string {
  return new Date(epochMs(at) + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
}

/** A day; a time of day after it does not matter. */
export function calendarDay(heading: string): Field<Day> {
  return {
    heading,
    required: true,
    read(cell) {
      const value = readInstant(cell)?.day ?? parseDay(cell)
      return value === null ? { problem: `${quoted(cell)}不是日期，应写成 2025-08-01` } : { value }
    },
    show: (value) => value,
  }
}

/** 网站标识码: ten digits, or `bm` and eight digits for sites of ministries and departments. */
export function siteCode(): Field<string> {
  return text('网站标识码', /^(?:\d{10}|bm\d{8})$/, ' 10 位数字或 bm 加 8 位数字')
}

/** The same cell under other headings as well, as other systems call it. */
export function alsoCalled<Value>(field: Field<Value>, ...aliases: readonly string[]): Field<Value> {
  return { ...field, aliases }
}

/** Longest name of an account; platforms allow some thirty characters. */
const MAX_NAME_CHARS = 100

/** A name as people gave it: emoji are kept, what no font can show is refused. */
export function personalName(heading: string): Field<string> {
  return {
    heading,
    required: true,
    read(cell) {
      if (cell.length > MAX_NAME_CHARS * 2) return { problem: `有 ${cell.length} 个字符，超过 ${MAX_NAME_CHARS} 个` }
      const chars = Array.from(cell)
      if (chars.length > MAX_NAME_CHARS) return { problem: `有 ${chars.length} 个字符，超过 ${MAX_NAME_CHARS} 个` }
      const broken = chars.indexOf('\ufffd')
      return broken === -1 ? { value: cell } : { problem: `${quoted(cell)}第 ${broken + 1} 个字无法识别，请重新填写` }
    },
    show: (value) => value,
  }
}

/** Excel's serial days of 1954 to 2119: a date whose cell lost its format. */
const SERIAL = /^[2-7]\d{4}(?:\.\d+)?$/

/** A day in any complete form, also `20250801` and the serial number of a date cell without format. */
export function looseDay(heading: string): Field<Day> {
  const strict = calendarDay(heading)
  return {
    ...strict,
    read(cell) {
      if (SERIAL.test(cell)) return { value: addDays('1899-12-30' as Day, Math.floor(Number(cell))) }
      const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(cell)
      return strict.read(compact ? compact.slice(1).join('-') : cell)
    },
  }
}

/** A number of things as people write it: `12,345`, `1.2万`, `300元`. */
export function count(heading: string): Field<number> {
  return {
    heading,
    required: true,
    read(cell) {
      const [, digits, tenThousands] =
        /^(\d{1,3}(?:[,，]\d{3})+|\d{1,10}(?:\.\d{1,4})?)(万)?(?:元|人|个)?$/.exec(cell) ?? []
      const value = Math.round(Number(digits?.replaceAll(/[,，]/g, '')) * (tenThousands ? 10_000 : 1))
      const good = digits !== undefined && value <= 2_000_000_000
      return good ? { value } : { problem: `${quoted(cell)}不正确，应为不超过 20 亿的数字，如 12345 或 1.2万` }
    },
    show: String,
  }
}
