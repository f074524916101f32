/** Readings go into the database some hundred at a time. */
import type { ReadingOutcome } from '../../evidence/posts.ts'
import { storeReadings, type NewReading } from '../../registry/source-readings.ts'
import type { transaction } from '../../store/database.ts'

const [batchSize, batchMs] = [250, 500]

export interface Writer {
  add(reading: NewReading): void
  /** Writes the rest. Rejects when anything could not be written. */
  end(): Promise<void>
}

/** Opens a writer; `onWritten` is told of every reading that is stored. */
export function createWriter(
  db: Parameters<typeof transaction>[0],
  onWritten: (outcome: ReadingOutcome) => void,
): Writer {
  let batch: NewReading[] = []
  let writing: Promise<void> = Promise.resolve()
  let failure: { readonly error: unknown } | null = null
  const write = () => {
    const readings = batch
    batch = []
    if (readings.length === 0) return
    writing = writing.then(async () => {
      if (failure !== null) return
      try {
        await storeReadings(db, readings)
        for (const { reading } of readings) onWritten(reading.outcome)
      } catch (error) {
        failure = { error }
      }
    })
  }
  const timer = setInterval(write, batchMs)
  return {
    add(reading) {
      batch.push(reading)
      if (batch.length >= batchSize) write()
    },
    async end() {
      clearInterval(timer)
      write()
      await writing
      if (failure !== null) throw failure.error
    },
  }
}
