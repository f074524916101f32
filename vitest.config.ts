import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Tests whose subject is time itself: rates, gaps, limits. They run when nothing else does. */
const timed = [
  'src/delivery/channels.test.ts',
  'src/gather/collect/collect*.test.ts',
  'src/gather/fetch/fetch-page.test.ts',
  'src/gather/fetch/host-gate.test.ts',
  'src/gather/fetch/politeness.test.ts',
  'src/http/rate-limit.test.ts',
  'src/judging/survival.test.ts',
  'src/monitoring/watch.test.ts',
  'src/review/queue.test.ts',
  'src/store/jobs.test.ts',
  'test/check.test.ts',
]

const shared = {
  // one PostgreSQL for each of the two; a database per test file comes from test/database.ts
  globalSetup: ['test/postgres.ts'],
  // processes, not threads: tests start servers, kill children and change their own TMPDIR
  pool: 'forks',
  // generous: they only end what hangs, also on a machine that does five things at once
  testTimeout: 60_000,
  hookTimeout: 120_000,
} as const

export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      {
        test: {
          ...shared,
          name: 'together',
          include: ['src/**/*.test.ts', 'city/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: timed,
          // they wait for processes and browsers more than they compute
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...shared, name: 'timed', include: timed, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
})
