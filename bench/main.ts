/**
 * `npm run bench [-- name]`: measures and compares with the goals; ends with 1 when one is missed. `--json` prints one JSON
 * document, `--write` puts the tables into docs/benchmarks.md.
 */
import { writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { isMet, type Benchmark } from './benchmark.ts'
import { collectFeeds } from './collect.ts'
import { columnDiscovery } from './columns.ts'
import { consoleSpeed } from './console.ts'
import { crawl } from './crawl.ts'
import { demo } from './demo.ts'
import { accountRegister } from './accounts.ts'
import { importAccountsFile } from './import-accounts.ts'
import { judging } from './judging.ts'
import { manyRows } from './lists.ts'
import { readFeeds, readPages } from './readers.ts'
import { rejudgeAccounts } from './rejudge.ts'
import { judgeSite } from './judge-site.ts'
import { renderDocuments } from './render.ts'
import { earlyWarnings } from './warnings.ts'
import { secondHalf } from './second-half.ts'
import { table, type Result } from './report.ts'

const benchmarks: readonly Benchmark[] = [
  demo,
  importAccountsFile,
  accountRegister,
  manyRows,
  judgeSite,
  rejudgeAccounts,
  collectFeeds,
  earlyWarnings,
  secondHalf,
  renderDocuments,
  readFeeds,
  readPages,
  crawl,
  judging,
  columnDiscovery,
  consoleSpeed,
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
})
const [wanted] = positionals
const chosen = benchmarks.filter(({ name }) => wanted === undefined || name === wanted)
if (chosen.length === 0) {
  process.stderr.write(`no benchmark "${wanted}"; there are ${benchmarks.map(({ name }) => name).join(', ')}\n`)
  process.exit(2)
}

if (values.write && wanted !== undefined) {
  process.stderr.write('--write puts all benchmarks into the document: run it without a name\n')
  process.exit(2)
}

const machine = `${availableParallelism()} cores, Node ${process.versions.node}, ${process.platform} ${process.arch}`
if (!values.json) process.stdout.write(`${machine}\n\n`)
const results: Result[] = []
for (const benchmark of chosen) {
  const loadBefore = loadavg()[0]!
  const result = { benchmark, figures: await benchmark.run(), loadBefore }
  results.push(result)
  if (!values.json) process.stdout.write(`${table(result)}\n`)
}
if (values.json) process.stdout.write(`${JSON.stringify({ machine, results: results.map(forMachines) }, null, 2)}\n`)
if (values.write) await writeDocument()
process.exitCode = results.some(({ figures }) => figures.some((figure) => isMet(figure) === false)) ? 1 : 0

function forMachines({ benchmark: { name, goal }, figures, loadBefore }: Result) {
  return { name, goal, loadBefore, figures: figures.map((figure) => ({ ...figure, met: isMet(figure) })) }
}

async function writeDocument(): Promise<void> {
  const intro = `# Benchmarks

\`npm run bench -- --write\` wrote this on ${new Date().toISOString().slice(0, 10)}: ${machine}. A ratio says how many times as long as
the peer or lower bound we take. Wall clock where a database or a child process works, processor time where one reader works alone.
"Load before" is the one-minute load average when the benchmark began. It holds the benchmark before, too; but well above the number
of cores it means that other programs shared them, and that the wall clock figures are too high.
`
  const file = path.resolve(import.meta.dirname, '../docs/benchmarks.md')
  await writeFile(file, [intro, ...results.map(table)].join('\n'))
}
