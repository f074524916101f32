/** `npm test`: the whole suite. The last line is the count of the run, alone, for people and machines. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { runTool } from './run-tool.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-test-'))
const report = path.join(folder, 'report.json')
const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)]
const code = await runTool('vitest', 'vitest', args)
const counts = await readFile(report, 'utf8').then(readCounts, () => null)
await rm(folder, { recursive: true, force: true })
if (counts === null) {
  process.stderr.write('vitest ended without a report\n')
  process.exit(code || 1)
}
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`)
process.exit(code)

/** A test file that fails without a failed test (it could not be loaded, or not be cleared up) counts as one failure. */
function readCounts(text: string): { passed: number; failed: number } {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(text) as {
    numPassedTests: number
    numFailedTests: number
    testResults: { status: string; assertionResults: { status: string }[] }[]
  }
  const failedWhole = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  ).length
  return { passed: numPassedTests, failed: numFailedTests + failedWhole }
}
