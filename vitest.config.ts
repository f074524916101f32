import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'city/**/*.test.ts', 'test/**/*.test.ts'],
    // one PostgreSQL for the whole run; a database per test file comes from test/database.ts
    globalSetup: ['test/postgres.ts'],
    // processes, not threads: tests start servers, kill children and change their own TMPDIR
    pool: 'forks',
    // generous: they only end what hangs, also on a machine that does five things at once
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default'],
  },
})
