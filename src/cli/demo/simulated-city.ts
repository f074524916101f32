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

/** Faults that the city can be given besides those of the published bulletin; it knows them by these words. */
export const plants = [
  'home-stale',
  'columns-stale',
  'blank-columns',
  'unreachable',
  'account-stale',
  'channel-closed',
  'message-late',
  'guides-incomplete',
  'guides-few',
  'services-missing',
] as const

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
  const where = ['--port', String(port), '--seed', seed, '--out', files]
  const args = [main, ...where, '--articles', String(articles), '--plant', plant]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const ready = await new Promise<boolean>((resolve) => {
    lines.once('line', (line) => resolve(line.includes('"ready":true')))
    child.once('exit', () => resolve(false))
  })
  if (!ready) {
    child.kill('SIGTERM')
    throw new Failure(
      'unavailable.city',
      `模拟城市没有启动（端口 ${port}）`,
      '如果该端口被其他程序占用，请停止那个程序，再运行 npm start 接着做；否则请看上面的错误输出',
    )
  }
  // Only a city that runs is kept: a wrong start must not be repeated by every later one.
  await writeFile(recordFile(files), JSON.stringify(record))
  return {
    url: `http://www.city.localhost:${port}/`,
    files,
    async setToday(day) {
      child.stdin.write(`${JSON.stringify({ today: day })}\n`)
      await new Promise((resolve) => lines.once('line', resolve))
    },
    async [Symbol.asyncDispose]() {
      // A Ctrl-C of the terminal reaches the city, too.
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    },
  }
}

const recordFile = (files: string) => path.join(files, 'city.json')

/** The city of this installation, or a new one; a `conflict` failure when another one than the stored one is asked for. */
async function cityRecord(files: string, { plant, articles }: CityOptions): Promise<CityRecord> {
  await mkdir(files, { recursive: true })
  if (!existsSync(recordFile(files))) {
    return { port: await freePort(), seed: 'shanghai-2025Q3', plant: plant ?? '', articles: articles ?? 24 }
  }
  const record = JSON.parse(await readFile(recordFile(files), 'utf8')) as CityRecord
  const differing = [
    ...(plant !== undefined && plant !== record.plant ? [`--plant：已有“${record.plant}”，要求“${plant}”`] : []),
    ...(articles !== undefined && articles !== record.articles
      ? [`--articles：已有 ${record.articles}，要求 ${articles}`]
      : []),
  ]
  if (differing.length === 0) return record
  throw new Failure(
    'conflict.city',
    '此目录中的模拟城市已经建成，不能再改变',
    '请去掉这些选项接着使用已有数据，或把 MINGCHA_HOME 设为另一个目录重新开始',
    differing,
  )
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
