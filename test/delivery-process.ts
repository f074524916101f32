/**
 * A delivering worker of its own for tests: `delivery-process.ts URL HOME AHEAD_MS`. Its clock runs that much ahead of the real
 * one. Delivers until it is killed.
 */
import { openSafe } from '../src/store/credentials.ts'
import { connectStore } from '../src/store/connect.ts'
import { workDelivery } from '../src/delivery/work-delivery.ts'

const [url, home, aheadMs] = process.argv.slice(2) as [string, string, string]
const store = await connectStore(url)
const hours = { quiet: null, workingDaysOnly: false, calendar: {}, digestAtMinute: 0, collectMinutes: 0 }
const clock = () => Date.now() + Number(aheadMs)
const worker = String(process.pid)
const settings = { hours, publicUrl: null, safe: await openSafe(home), clock, worker }
workDelivery(store.db, settings, { everyMs: 50, onError: (error) => console.error(error) })
console.log('delivering')
