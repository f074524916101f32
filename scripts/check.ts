/** `npm run check`: types, format, lint, dead code, then all tests. `--static` leaves the tests out. */
import { runTool } from './run-tool.ts'

const steps = [
  { name: 'types', tool: ['typescript', 'tsc'], args: ['-p', '.'] },
  { name: 'types of the console', tool: ['typescript', 'tsc'], args: ['-p', 'web'] },
  { name: 'format', tool: ['oxfmt', 'oxfmt'], args: ['--check'] },
  { name: 'lint', tool: ['oxlint', 'oxlint'], args: ['--type-aware'] },
  { name: 'dead code', tool: ['knip', 'knip'], args: [] },
] as const

for (const { name, tool, args } of steps) {
  process.stdout.write(`── ${name}\n`)
  const code = await runTool(tool[0], tool[1], args)
  if (code !== 0) {
    process.stderr.write(`check failed: ${name}\n`)
    process.exit(code)
  }
}
if (!process.argv.includes('--static')) await import('./test.ts')
