/** Judging and deadlines are the same on any machine: in zones far away, and in those that change their clocks. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { indicators } from '../src/indicators/index.ts'
import { ruleSets } from '../src/regulations/index.ts'

async function printed(name: string, zone: string): Promise<string> {
  const env = { ...process.env, TZ: zone }
  const script = path.resolve(import.meta.dirname, name)
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env, maxBuffer: 200_000_000 })
  return stdout
}

const judged = (zone: string) => printed('judge-cases.ts', zone)

it('judges alike in Shanghai, in Los Angeles and on Kiritimati', async () => {
  const shanghai = await judged('Asia/Shanghai')
  const cases = indicators.flatMap((indicator) => indicator.cases).length
  expect(shanghai.trimEnd().split('\n')).toHaveLength(cases * Object.keys(ruleSets).length)
  const digest = (text: string) => createHash('sha256').update(text).digest('hex')
  expect(digest(await judged('America/Los_Angeles'))).toBe(digest(shanghai))
  expect(digest(await judged('Pacific/Kiritimati'))).toBe(digest(shanghai))
}, 60_000)

it('counts deadlines alike where clocks go forward and back', async () => {
  const shanghai = await printed('clock-cases.ts', 'Asia/Shanghai')
  // Beijing: 15:45 UTC is a quarter to midnight, and three working days later an office opens at nine
  expect(shanghai).toContain('2025-10-26T15:45:00.000Z 2025-10-26 2025-10-29 2025-10-29T01:00:00.000Z 2025-10-29')
  for (const zone of ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Pacific/Apia']) {
    expect(await printed('clock-cases.ts', zone), zone).toBe(shanghai)
  }
}, 60_000)
