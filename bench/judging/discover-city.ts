/** Finds the columns of sites of the simulated city as if no register had them, and compares with the register. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cityToday, epochOf, moment } from '../../city/calendar.ts'
import type { Site } from '../../city/sites/site.ts'
import { findColumns } from '../../src/gather/find-columns.ts'
import { gatherLimits } from '../../src/gather/limits.ts'

export interface DiscoveryScores {
  readonly columns: number
  readonly found: number
  readonly rightlyFound: number
  /** Of the columns rightly found. */
  readonly classRight: number
  readonly levelRight: number
  /** Missed, wrongly found, of a wrong class or level, in words. */
  readonly misses: readonly string[]
}

/** Discovers the columns of these sites and counts. */
export async function discoveryScores(sites: readonly Site[]): Promise<DiscoveryScores> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-discovery-'))
  const total = { columns: 0, found: 0, rightlyFound: 0, classRight: 0, levelRight: 0, misses: [] as string[] }
  try {
    for (const site of sites) {
      const { origin, columns, slug, family } = site
      const result = await findColumns(`${origin}/`, {
        limits: gatherLimits.parse({
          allowNetworks: ['127.0.0.0/8'],
          publicInternet: false,
          hostGapMs: 0,
          hostInFlight: 4,
          useBrowser: false,
        }),
        clock: () => epochOf(moment(cityToday, '12:00')),
        signal: new AbortController().signal,
      })
      const found = 'columns' in result ? result.columns : []
      const truth = new Map(columns.map((column) => [origin + column.path, column]))
      const right = found.filter(({ url }) => truth.has(url))
      const missed = columns.filter((column) => !found.some(({ url }) => url === origin + column.path))
      const at = `${slug} (${family})`
      total.columns += columns.length
      total.found += found.length
      total.rightlyFound += right.length
      for (const column of right) {
        const { class: kind, level } = truth.get(column.url)!
        const words = `${at} ${column.name} ${column.url}: ${column.class} ${column.level} (${column.basis})`
        if (kind === column.class) total.classRight += 1
        else total.misses.push(`class ${words}, is ${kind}`)
        if (level === column.level) total.levelRight += 1
        else total.misses.push(`level ${words}, is ${level}`)
      }
      total.misses.push(
        ...missed.map(({ name, path: where }) => `missed ${at} ${name} ${where}`),
        ...found
          .filter((column) => !right.includes(column))
          .map(({ name, url, basis }) => `wrong ${at} ${name} ${url}: ${basis}`),
      )
    }
    return total
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
