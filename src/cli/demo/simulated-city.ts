/** Starts the simulated city as a process of its own; the program reaches it over HTTP like any other place. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Failure } from '../../kernel/failure.ts'
import type { Day } from '../../kernel/day.ts'

export interface SimulatedCity extends AsyncDisposable {
  /** Address of the municipal portal. */
  readonly url: string
  /** Folder of the spreadsheets that the city hands over. */
  readonly files: string
  /** Lets the city's calendar go on to this day: what is published later is not visible yet. */
  setToday(day: Day): Promise<void>
}

interface CityOptions {
  readonly plant?: string
  readonly articles?: number
}

/** What makes this installation's city: it must be the same at every start, its addresses are in the register. */
interface CityRecord {
  readonly port: number
  readonly seed: string
  readonly plant: string
  readonly articles: number
}

/** Starts the city of this installation, always with the same port, seed and faults. */
export async function startSimulatedCity(home: string, options: CityOptions): Promise<SimulatedCity> {
  const files = path.join(home, 'city')
  const record = await cityRecord(files, options)
  const main = path.resolve(import.meta.dirname, '../../../city/main.ts')
  const { port, seed, plant, articles } = record
  const args = [
    main,
    '--port',
    String(port),
    '--seed',
    seed,
    '--out',
    files,
    '--articles',
    String(articles),
    '--plant',
    plant,
  ]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const ready = await new Promise<boolean>((resolve) => {
    lines.once('line', (line) => resolve(line.includes('"ready":true')))
    child.once('exit', () => resolve(false))
  })
  if (!ready) {
    throw new Failure(
      'unavailable.city',
      `模拟城市没有启动（端口 ${port}）`,
      `请停止占用该端口的程序；或删除 ${home} 重新开始`,
    )
  }
  return {
    url: `http://www.city.localhost:${port}/`,
    files,
    async setToday(day) {
      child.stdin.write(`${JSON.stringify({ today: day })}\n`)
      await new Promise((resolve) => lines.once('line', resolve))
    },
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function cityRecord(files: string, options: CityOptions): Promise<CityRecord> {
  const file = path.join(files, 'city.json')
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as CityRecord
  const record = {
    port: await freePort(),
    seed: 'shanghai-2025Q3',
    plant: options.plant ?? '',
    articles: options.articles ?? 24,
  }
  await mkdir(files, { recursive: true })
  await writeFile(file, JSON.stringify(record))
  return record
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
