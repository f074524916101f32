/** Settings of an installation: `MINGCHA_HOME` and the file `config.json` in it. Everything has a default. */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { collectionLimits } from './gather/collect/limits.ts'
import { gatherLimits, introduced } from './gather/limits.ts'
import { identityPolicy } from './identity/policy.ts'
import { parseDailyHours } from './kernel/daily-hours.ts'
import { dayField } from './evidence/fields.ts'
import { Failure } from './kernel/failure.ts'
import type { HolidayCalendar } from './kernel/working-days.ts'
import { usualTerms, type Terms } from './rectification/terms.ts'
import { announcedHolidays } from './regulations/holidays.ts'

const dailyHours = z
  .string()
  .refine((text) => parseDailyHours(text) !== null, { error: '不是时段，请写作 22:00-06:00' })

export const config = z.strictObject({
  gather: gatherLimits.default(gatherLimits.parse({})),
  /** Whole sites are crawled at these hours only (Asia/Shanghai), e.g. 22:00-06:00; `null`: at any time. */
  nightWindow: dailyHours.nullable().default(null),
  /** Failed links are looked at again (WEB-D-FUN-3 counts those that failed often enough). */
  linkRecheck: z
    .strictObject({
      hoursApart: z.number().min(0).default(24),
      /** After so many failures nobody looks again. */
      untilFailures: z.number().int().min(1).max(30).default(3),
    })
    .default({ hoursApart: 24, untilFailures: 3 }),
  /** Inspections under way at once in one worker. */
  concurrency: z.number().int().min(1).max(64).default(8),
  /** Collection of account posts from their sources. */
  collection: collectionLimits.default(collectionLimits.parse({})),
  evidence: z
    .strictObject({
      /** Address of a time stamping authority (RFC 3161) that vouches for when an archive was written. */
      timeStampUrl: z
        .url({ protocol: /^https?$/ })
        .nullable()
        .default(null),
    })
    .default({ timeStampUrl: null }),
  /** 节假日安排 by year, for years that the program does not know yet: days off as ranges, weekend days that are worked. */
  holidays: z
    .record(
      z.coerce.number().int().min(2000).max(2200),
      z.strictObject({
        off: z.array(z.tuple([dayField, dayField])),
        worked: z.array(dayField).default([]),
        source: z.string().default(''),
      }),
    )
    .default({}),
  /** Working days and other terms of notices and rectification; the regulation names none. */
  rectification: z
    .strictObject({
      vetoDays: z.number().int().min(1).max(90).default(usualTerms.vetoDays),
      otherDays: z.number().int().min(1).max(90).default(usualTerms.otherDays),
      appealDays: z.number().int().min(1).max(90).default(usualTerms.appealDays),
      recurrenceDays: z.number().int().min(0).max(3660).default(usualTerms.recurrenceDays),
      recheckAfterMinutes: z.number().min(0).max(10_080).default(usualTerms.recheckAfterMinutes),
      /** Self-checks of one target within 30 days. */
      selfChecks: z.number().int().min(0).max(1000).default(usualTerms.selfChecks),
      attachmentMegabytes: z.number().int().min(1).max(200).default(20),
    })
    .prefault({}),
  warnings: z
    .strictObject({
      /** Rule set whose update clauses are watched: a place with a weekly cadence names its own. */
      ruleSet: z.string().default('national-2019'),
      /** Pages of a site that were seen longer ago say nothing about today. */
      siteFreshWithinDays: z.number().int().min(0).default(3),
      /** Whether workers raise them every morning by themselves. */
      automatic: z.boolean().default(true),
    })
    .prefault({}),
  probing: z
    .strictObject({
      /** Where this installation's workers stand, such as 上海电信; without a name they visit nothing by themselves. */
      vantage: z.string().min(1).max(40).nullable().default(null),
      /** Between two visits of a home page; WEB-V2 asks for twenty a day, so 72 at most. */
      everyMinutes: z.number().int().min(5).max(72).default(60),
      /** A page that opens whenever the line from here works: while it does not, no failure is held against a site. */
      lineCheckUrl: z
        .url({ protocol: /^https?$/ })
        .nullable()
        .default(null),
    })
    .prefault({}),
  delivery: z
    .strictObject({
      /** Messages that are not severe do not leave at these hours (Asia/Shanghai); `null`: at any time. */
      quietHours: dailyHours.nullable().default('21:00-08:00'),
      /** Nor on days off. */
      workingDaysOnly: z.boolean().default(true),
      /** The digest of a day does not leave before; off the full hour, when everybody's messages leave. */
      digestAt: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: '不是时刻，请写作 09:05' })
        .default('09:05'),
      /** So long a digest waits for more. */
      collectMinutes: z.number().int().min(0).max(240).default(15),
      /** Address at which units reach this installation; long messages point there. */
      publicUrl: z
        .url({ protocol: /^https?$/ })
        .transform((url) => url.replace(/\/+$/, ''))
        .nullable()
        .default(null),
    })
    .prefault({}),
  backup: z
    .strictObject({
      /** Time of day (Asia/Shanghai) at which a worker makes a backup by itself, e.g. 02:30; `null`: only by hand. */
      dailyAt: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: '不是时刻，请写作 02:30' })
        .nullable()
        .default(null),
      /** So many of those are kept; what is begun by hand is never removed. */
      keep: z.number().int().min(1).max(366).default(7),
      /** Where backups are written, best another disk; `null`: `backups` in the home folder. */
      folder: z
        .string()
        .refine((folder) => path.isAbsolute(folder), { error: '须为绝对路径' })
        .nullable()
        .default(null),
    })
    .prefault({}),
  identity: identityPolicy.prefault({}),
  http: z
    .strictObject({
      /** Only this machine by default. */
      host: z.string().default('127.0.0.1'),
      port: z.number().int().min(0).max(65_535).default(8610),
      /** Reverse proxies before this server: so many entries of X-Forwarded-For are believed. */
      proxies: z.number().int().min(0).max(5).default(0),
      /** Archived pages are shown on an origin of their own: this port, or the next free one. */
      replayPort: z.number().int().min(0).max(65_535).default(8611),
      /** Where users reach that port, when a proxy stands before it. Not the address of the console. */
      replayUrl: z
        .url({ protocol: /^https?$/ })
        .transform((url) => new URL(url).origin)
        .nullable()
        .default(null),
    })
    .prefault({}),
})
export type Config = z.output<typeof config>

/** 节假日安排 of the years that are known: the program's own, and those of the configuration in their place. */
export function holidayCalendar({ holidays }: Config): HolidayCalendar {
  return { ...announcedHolidays, ...holidays }
}

/** The terms of notices and rectification. */
export function rectificationTerms(settings: Config): Terms {
  return { ...settings.rectification, calendar: holidayCalendar(settings) }
}

/** The folder of everything the program keeps: `MINGCHA_HOME`, else `./data`. */
export function homeFolder(environment: Readonly<Record<string, string | undefined>>): string {
  return path.resolve(environment['MINGCHA_HOME'] || 'data')
}

const file = (home: string) => path.join(home, 'config.json')

/** Reads `config.json`; a missing file means defaults, a wrong one a `badInput` failure that names the field. */
export async function readConfig(home: string): Promise<Config> {
  if (!existsSync(file(home))) return config.parse({})
  const text = await readFile(file(home), 'utf8')
  const parsed = config.safeParse(parseJson(home, text), { error: z.locales.zhCN().localeError })
  if (parsed.success) return { ...parsed.data, gather: introduced(parsed.data.gather) }
  throw wrong(
    home,
    parsed.error.issues.map((issue) => `${issue.path.join('.') || '（整个文件）'}：${issue.message}`),
  )
}

function wrong(home: string, details: readonly string[]): Failure {
  return new Failure(
    'badInput.config',
    `配置文件 ${file(home)} 不正确`,
    '请改正下列各项，或删除该文件以使用默认值',
    details,
  )
}

/** Writes `config.json`, unless there is one: a user's settings are never overwritten. */
export async function writeInitialConfig(home: string, initial: z.input<typeof config>): Promise<void> {
  await mkdir(home, { recursive: true })
  await writeFile(file(home), `${JSON.stringify(initial, null, 2)}\n`, { flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    },
  )
}

function parseJson(home: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const message = String((error as Error).message)
    const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? []
    const where = line === undefined ? message : `第 ${line} 行第 ${column} 列`
    throw wrong(home, [`不是有效的 JSON：${where}`])
  }
}
