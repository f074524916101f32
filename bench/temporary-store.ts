/** A fresh installation in a temporary folder, with the settings it has in use: nothing is made faster for the benchmark. */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openStore, type Store } from '../src/store/connect.ts'

/** Runs `work` with an empty folder that is removed afterwards. */
export async function withTemporaryFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-bench-'))
  await chmod(folder, 0o711) // under root the database runs as another account
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Runs `work` with an empty store. */
export async function withTemporaryStore<Result>(
  work: (store: Store, folder: string) => Promise<Result>,
): Promise<Result> {
  return withTemporaryFolder(async (folder) => {
    const store = await openStore({ home: folder })
    try {
      return await work(store, folder)
    } finally {
      await store.close()
    }
  })
}
