/**
 * The shape of the house as a test: folders in the order of the data, imports one way, pure folders pure, no cycles, no
 * stray folders. `docs/architecture.md` shows the same list.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

/** A folder (or file) may import itself and what stands above it. */
const order = [
  'kernel',
  'regulations',
  'evidence',
  'indicators',
  'store',
  'registry',
  'campaigns',
  'gather',
  'judging',
  'review',
  'rectification',
  'messages',
  'monitoring',
  'delivery',
  'bulletins',
  'identity',
  'http',
  'config.ts',
  'app.ts',
  'cli',
]
const pure = ['kernel', 'regulations', 'indicators']
/** Packages of pure-but-for folders. */
const onlyPackages: Readonly<Record<string, readonly string[]>> = { evidence: ['zod'], judging: [] }
/** The files of a folder that are pure although the folder is not. */
const pureFiles = [
  'judging/judge.ts',
  'judging/verdict.ts',
  'judging/score.ts',
  'judging/score-items.ts',
  'judging/provisional.ts',
  'monitoring/warning.ts',
  'monitoring/judge-outage.ts',
  'monitoring/judge-tampering.ts',
  'monitoring/probe-counts.ts',
  'delivery/rate-limit.ts',
  'delivery/sending-hours.ts',
  'monitoring/judge-ahead.ts',
  'bulletins/draft.ts',
  'bulletins/checks.ts',
]

const root = path.resolve(import.meta.dirname)

interface Import {
  readonly from: string
  readonly to: string
}

function sourceFiles(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name)
    if (entry.isDirectory()) return sourceFiles(name)
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') ? [name] : []
  })
}

const files = sourceFiles('.')
const imports: Import[] = files.flatMap((from) => {
  const text = readFileSync(path.join(root, from), 'utf8')
  const specifiers = [
    ...text.matchAll(/^\s*(?:import|export)\b[^'"`;]*?from\s*'([^']+)'|^import '([^']+)'|import\('([^']+)'\)/gm),
  ]
  return specifiers.map((match) => {
    const to = (match[1] ?? match[2] ?? match[3])!
    return { from, to: to.startsWith('.') ? path.posix.join(path.posix.dirname(from), to) : to }
  })
})
const area = (file: string) => file.split('/')[0]!
const isLocal = (to: string) => to.endsWith('.ts')

describe('the architecture', () => {
  it('has no stray folder or file beside the list', () => {
    const found = readdirSync(root).filter((name) => !name.endsWith('.test.ts'))
    expect(found.filter((name) => !order.includes(name))).toEqual([])
  })

  it('imports one way: a folder uses itself and the folders above it', () => {
    const upward = imports.filter(({ from, to }) => isLocal(to) && order.indexOf(area(to)) > order.indexOf(area(from)))
    expect(upward).toEqual([])
  })

  it('never imports the city, the tests or the benchmarks', () => {
    // what tests share (`test-*.ts`, `*-fixture.ts`) stands on the test database
    const program = imports.filter(({ from }) => !/(^|\/)test-[^/]*\.ts$|-fixture\.ts$/.test(from))
    expect(program.filter(({ to }) => to.startsWith('..'))).toEqual([])
  })

  it('keeps the pure folders free of packages and of node:*', () => {
    const impure = imports.filter(({ from, to }) => pure.includes(area(from)) && !isLocal(to))
    expect(impure).toEqual([])
    const odd = imports.filter(
      ({ from, to }) => area(from) === 'evidence' && !isLocal(to) && !onlyPackages['evidence']!.includes(to),
    )
    expect(odd).toEqual([])
    expect(imports.filter(({ from, to }) => pureFiles.includes(from) && !isLocal(to))).toEqual([])
  })

  it('has no import cycle', () => {
    const graph = Map.groupBy(
      imports.filter(({ to }) => isLocal(to)),
      ({ from }) => from,
    )
    const done = new Set<string>()
    const visit = (file: string, trail: readonly string[]): string[] | null => {
      if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file]
      if (done.has(file)) return null
      for (const { to } of graph.get(file) ?? []) {
        const cycle = visit(to, [...trail, file])
        if (cycle) return cycle
      }
      done.add(file)
      return null
    }
    expect(files.map((file) => visit(file, [])).find((cycle) => cycle !== null)).toBeUndefined()
  })
})
