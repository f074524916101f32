/**
 * Runs the city on its own: `node city/main.ts --port N --seed S --out DIR [--articles N] [--plant a,b] [--slow-ms N]`.
 * Writes the import files and `truth.json` to DIR, prints `{"ready":true,"port":N}` and serves until SIGTERM, SIGINT,
 * the end of its standard input, or the death of its parent. A line `{"today":"2025-07-16"}` on the standard input
 * lets pages and feeds look as on that day; it is answered by the same line.
 */
import { fstatSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { parseDay } from '../src/kernel/day.ts'
import { plants, type Plant } from './city.ts'
import { writeRegistryFiles } from './registry-files.ts'
import { startCity } from './server.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    seed: { type: 'string', default: 'mingcha' },
    out: { type: 'string' },
    articles: { type: 'string' },
    plant: { type: 'string', default: '' },
    'slow-ms': { type: 'string' },
  },
})

const city = await startCity({
  port: count('port', values.port),
  seed: values.seed,
  plant: values.plant
    .split(',')
    .filter((word) => word !== '')
    .map(plantOf),
  ...(values.articles !== undefined && { articlesPerSite: count('articles', values.articles) }),
  ...(values['slow-ms'] !== undefined && { slowMs: count('slow-ms', values['slow-ms']) }),
})
if (values.out !== undefined) await writeRegistryFiles(city.model, values.out)

let stopping = false
const stop = (): void => {
  if (stopping) return
  stopping = true
  void city.stop().then(() => process.exit(0))
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
listenToParent()
// Only now: whoever reads this line may stop the city at once.
console.log(JSON.stringify({ ready: true, port: city.port }))

/** A pipe that ends means that the parent is gone; a terminal or /dev/null says nothing. */
function listenToParent(): void {
  const input = fstatSync(0)
  if (input.isFIFO() || input.isSocket())
    createInterface({ input: process.stdin }).on('line', command).on('close', stop)
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && stop(), 1000).unref()
}

function command(line: string): void {
  const today = parseDay(String((JSON.parse(line) as { today?: unknown }).today))
  if (today === null) throw new RangeError(`the city understands {"today":"YYYY-MM-DD"}: ${line}`)
  city.setToday(today)
  console.log(JSON.stringify({ today }))
}

function count(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new RangeError(`--${name} must be a whole number: ${text}`)
  return Number(text)
}

function plantOf(word: string): Plant {
  const plant = plants.find((known) => known === word)
  if (plant === undefined) throw new RangeError(`--plant knows ${plants.join(', ')}: ${word}`)
  return plant
}
