/**
 * A worker of its own for the test of a quarter: `quarter-worker.ts URL HOME`. The whole program, on a clock that runs so many
 * milliseconds ahead of the real one as the last line of its standard input says. Begins at the first line, works until it is killed.
 */
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { openApp } from '../src/app.ts'

const [databaseUrl, home] = process.argv.slice(2) as [string, string]
let aheadMs = 0
const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => (aheadMs = Number(line)))
const told = once(lines, 'line')
const app = await openApp({ home, databaseUrl, clock: () => Date.now() + aheadMs, lookEveryMs: 50 })
console.log('opened')
await told
await app.work((id, error) => console.error(id, error))
