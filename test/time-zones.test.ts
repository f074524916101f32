/** Judging is the same on any machine: every case under every rule set, in three time zones. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { indicators } from '../src/indicators/index.ts'
import { ruleSets } from '../src/regulations/index.ts'

const script = path.resolve(import.meta.dirname, 'judge-cases.ts')

async function judged(zone: string): Promise<string> {
  const env = { ...process.env, TZ: zone }
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env, maxBuffer: 200_000_000 })
  return stdout
}

it('judges alike in Shanghai, in Los Angeles and on Kiritimati', async () => {
  const shanghai = await judged('Asia/Shanghai')
  const cases = indicators.flatMap((indicator) => indicator.cases).length
  expect(shanghai.trimEnd().split('\n')).toHaveLength(cases * Object.keys(ruleSets).length)
  const digest = (text: string) => createHash('sha256').update(text).digest('hex')
  expect(digest(await judged('America/Los_Angeles'))).toBe(digest(shanghai))
  expect(digest(await judged('Pacific/Kiritimati'))).toBe(digest(shanghai))
}, 60_000)
