import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { expect, test } from 'vitest'
import { visit } from './visit.ts'

function run(...args: string[]): { child: ChildProcess; lines: Interface } {
  const main = path.resolve(import.meta.dirname, 'main.ts')
  const child = spawn(process.execPath, [main, '--port', '0', ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  return { child, lines: createInterface({ input: child.stdout! }) }
}

async function nextLine(lines: Interface): Promise<Record<string, unknown>> {
  const [line] = (await once(lines, 'line')) as [string]
  return JSON.parse(line) as Record<string, unknown>
}

test('writes the files, says when it is ready, takes the day, ends with its standard input', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'city-'))
  const { child, lines } = run('--seed', 'cli', '--out', folder, '--plant', 'home-stale')
  const ready = await nextLine(lines)
  expect(ready).toEqual({ ready: true, port: expect.any(Number) })
  const truth = JSON.parse(await readFile(path.join(folder, 'truth.json'), 'utf8')) as { counts: { sites: number } }
  expect(truth.counts.sites).toBe(67)
  expect((await visit(`http://www.city.localhost:${String(ready['port'])}/`)).status).toBe(200)
  const answered = nextLine(lines)
  child.stdin!.write('{"today":"2025-07-16"}\n')
  expect(await answered).toEqual({ today: '2025-07-16' })
  child.stdin!.end()
  expect(await once(child, 'exit')).toEqual([0, null])
  await rm(folder, { recursive: true })
})

test('ends on SIGTERM, and refuses a plant it does not know', async () => {
  const { child, lines } = run()
  await nextLine(lines)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
  const unknown = run('--plant', 'roses').child
  expect((await once(unknown, 'exit'))[0]).toBe(1)
})
