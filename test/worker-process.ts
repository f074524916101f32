/**
 * A worker of its own for tests of the queue: `worker-process.ts URL MILLISECONDS`. Each job takes that long and then writes
 * one audit entry, if it still owns the job. Prints `started ID`, `wrote ID` or `lost ID`.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { connectStore } from '../src/store/connect.ts'
import { record } from '../src/store/audit.ts'
import { transaction } from '../src/store/database.ts'
import { openJobs, workInspections } from '../src/store/jobs.ts'

const [url, milliseconds] = process.argv.slice(2) as [string, string]
const store = await connectStore(url)
const jobs = await openJobs(store)

await workInspections(jobs, { concurrency: 2 }, async (inspectionId, lease) => {
  console.log(`started ${inspectionId}`)
  await sleep(Number(milliseconds))
  const wrote = await transaction(store.db, async (tx) => {
    if (!(await lease.stillOwned(tx))) return false
    const subject = String(inspectionId)
    const entry = { at: new Date().toISOString(), actor: String(process.pid), action: 'inspected', subject }
    await record(tx, { ...entry, detail: { attempt: lease.attempt } })
    return true
  })
  console.log(`${wrote ? 'wrote' : 'lost'} ${inspectionId}`)
})
process.stdin.on('end', () => void jobs.close().then(() => store.close())).resume()
