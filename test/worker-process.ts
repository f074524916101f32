/**
 * A worker of its own for tests of the queue: `worker-process.ts URL MILLISECONDS [WRITING]`. Each job takes MILLISECONDS and
 * then writes one audit entry, if it still owns the job, in a transaction that takes another WRITING milliseconds. Prints
 * `started ID`, `writing ID` inside the transaction, and `wrote ID` or `lost ID`. Silent for 2 s inside a transaction, it
 * loses it.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { connectStore } from '../src/store/connect.ts'
import { record } from '../src/store/audit.ts'
import { transaction } from '../src/store/database.ts'
import { openJobs, workInspections } from '../src/store/jobs.ts'

const [url, milliseconds, writing = '0'] = process.argv.slice(2) as [string, string, string?]
const store = await connectStore(url, { silentWithinMs: 2000 })
const jobs = await openJobs(store)

await workInspections(jobs, { concurrency: 2 }, async (inspectionId, lease) => {
  console.log(`started ${inspectionId}`)
  await sleep(Number(milliseconds))
  const wrote = await transaction(store.db, async (tx) => {
    if (!(await lease.stillOwned(tx))) return false
    const subject = String(inspectionId)
    const entry = { at: new Date().toISOString(), actor: String(process.pid), action: 'inspected', subject }
    await record(tx, { ...entry, detail: { attempt: lease.attempt } })
    // Else one killed between this commit and the end of its job would see it done a second time.
    await lease.release(tx)
    console.log(`writing ${inspectionId}`)
    await sleep(Number(writing))
    return true
  }).catch((error: Error) => {
    console.log(`lost ${inspectionId}`)
    throw error
  })
  console.log(`${wrote ? 'wrote' : 'lost'} ${inspectionId}`)
})
process.stdin.on('end', () => void jobs.close().then(() => store.close())).resume()
