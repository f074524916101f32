/** Puts into the archive what is known of the servers whose answers it holds: names, addresses, encryption. */
import type { Http } from '../fetch/http.ts'
import type { Archive } from './wacz.ts'

const maxOrigins = 200

/** Stores the facts of every origin with a stored answer, at most 200. */
export async function storeOriginFacts(archive: Archive, http: Http): Promise<void> {
  const origins = archive.origins().slice(0, maxOrigins)
  await Promise.all(
    origins.map(async (origin) => {
      const facts = await http.facts(origin)
      await archive.storeFacts(origin, facts, facts.connectedAt ?? new Date().toISOString())
    }),
  )
}
