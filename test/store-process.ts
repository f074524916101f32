/**
 * A process of its own for tests of the managed server: opens the store of the folder in argv, reports one JSON line, adds
 * one audit entry, and stays until it is told to end by its standard input being closed.
 */
import { json } from '../src/store/json.ts'
import { openStore } from '../src/store/connect.ts'

const [home] = process.argv.slice(2) as [string]
const store = await openStore({ home })
await store.db
  .insertInto('auditEntry')
  .values({ at: new Date(), actor: String(process.pid), action: 'opened', subject: 'store', detail: json({}) })
  .execute()
const { rows } = await store.pool.query<{ entries: number }>('select count(*) as entries from audit_entry')
console.log(JSON.stringify({ pid: process.pid, entries: rows[0]!.entries }))
process.stdin.on('end', () => void store.close()).resume()
