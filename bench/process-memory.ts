/**
 * Memory of a process and all its descendants: the sum of their proportional set sizes, in which a page that several
 * processes share counts once. Linux only.
 */
import { readdir, readFile } from 'node:fs/promises'

export interface PeakMemory {
  readonly bytes: number
  /** At the peak, by name of the program. */
  readonly byProgram: Readonly<Record<string, number>>
  /** Times a living process could not be looked at: then the sum is too small. */
  readonly unreadable: number
}

/** Looks every `everyMs` until `stop`, which gives the highest sum that was seen. */
export function watchMemory(pid: number, everyMs: number): { stop(): Promise<PeakMemory> } {
  let peak: PeakMemory = { bytes: 0, byProgram: {}, unreadable: 0 }
  let unreadable = 0
  let looking = Promise.resolve()
  const look = async () => {
    const memory = await memoryOfTree(pid)
    unreadable += memory.unreadable
    if (memory.bytes > peak.bytes) peak = memory
  }
  const timer = setInterval(() => (looking = looking.then(look)), everyMs)
  return {
    async stop() {
      clearInterval(timer)
      await looking
      return { ...peak, unreadable }
    },
  }
}

async function memoryOfTree(root: number): Promise<PeakMemory> {
  const byProgram: Record<string, number> = {}
  let [bytes, unreadable] = [0, 0]
  for (const { pid, program } of await processTree(root)) {
    const pss = await proportionalSetSize(pid)
    if (pss === null) unreadable += 1
    else {
      bytes += pss
      byProgram[program] = (byProgram[program] ?? 0) + pss
    }
  }
  return { bytes, byProgram, unreadable }
}

interface Process {
  readonly pid: number
  readonly parent: number
  readonly program: string
}

async function processTree(root: number): Promise<Process[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const all = (await Promise.all(numbers.map(readProcess))).filter((entry) => entry !== null)
  const children = Map.groupBy(all, ({ parent }) => parent)
  const below = (pid: number): Process[] => (children.get(pid) ?? []).flatMap((child) => [child, ...below(child.pid)])
  return [...all.filter(({ pid }) => pid === root), ...below(root)]
}

/** `null` for a process that has ended meanwhile. */
async function readProcess(pid: number): Promise<Process | null> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  const match = status && /^\d+ \((.*)\) \S (\d+)/s.exec(status)
  if (!match) return null
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return { pid, parent: Number(match[2]), program: scriptOf(command) ?? match[1]! }
}

/** Node calls all its processes alike; the script tells them apart: `city/main.ts`. */
function scriptOf(command: string): string | null {
  const script = command.split('\0').find((word) => /\.(?:ts|mjs)$/.test(word))
  return script === undefined ? null : script.split('/').slice(-2).join('/')
}

/** Bytes; 0 when the process has ended meanwhile, `null` when we may not look. */
async function proportionalSetSize(pid: number): Promise<number | null> {
  try {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024
  } catch (error) {
    return ['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '') ? 0 : null
  }
}
