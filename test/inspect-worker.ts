/**
 * A worker of its own for tests of inspections that survive it: `inspect-worker.ts DATABASE_URL ARCHIVE_FOLDER LIMITS`.
 * Prints `began ID` and, whatever became of it, `left ID`.
 */
import { gatherLimits } from '../src/gather/limits.ts'
import { inspect } from '../src/judging/inspect.ts'
import { connectStore } from '../src/store/connect.ts'
import { openJobs, workInspections } from '../src/store/jobs.ts'

const [url, archiveFolder, limits] = process.argv.slice(2) as [string, string, string]
const store = await connectStore(url)
const jobs = await openJobs(store)
const settings = {
  limits: gatherLimits.parse(JSON.parse(limits)),
  clock: () => Date.now(),
  archiveFolder,
  worker: String(process.pid),
  recheckRule: { untilFailures: 3, hoursApart: 24 },
  scheduleRecheck: async () => {},
}

await workInspections(jobs, { concurrency: 1 }, async (inspectionId, lease) => {
  console.log(`began ${inspectionId}`)
  await inspect(store.db, inspectionId, lease, settings).finally(() => console.log(`left ${inspectionId}`))
})
process.stdin.on('end', () => void jobs.close({ finishWithinMs: 0 }).then(() => store.close())).resume()
