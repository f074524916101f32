#!/usr/bin/env node
// `npx mingcha …`: whatever Node started this, the program runs on Node 24.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// These serve the console, so it must be there.
if (process.argv.some((word) => word === 'serve' || word === 'demo')) {
  const { ensureConsole } = await import('./console.mjs')
  ensureConsole()
}

const main = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src', 'cli', 'main.ts')
if (Number(process.versions.node.split('.')[0]) >= 24) {
  process.argv.splice(1, 1, main)
  const { keepCompiledCode } = await import('./compile-cache.mjs')
  keepCompiledCode()
  await import('../src/cli/main.ts')
} else {
  const { runWithBundledNode } = await import('./bundled-node.mjs')
  await runWithBundledNode([main, ...process.argv.slice(2)])
}
