/** Turns for a few at a time, first come first served. */

export interface Turns {
  /** Waits for a turn; the answer gives it back. `null` when the signal is aborted first. */
  take(signal: AbortSignal): Promise<(() => void) | null>
}

/** So many turns at once. */
export function createTurns(atOnce: number): Turns {
  const waiting: (() => void)[] = []
  let taken = 0
  const give = () => {
    taken -= 1
    waiting.shift()?.()
  }
  return {
    take(signal) {
      return new Promise((resolve) => {
        if (signal.aborted) return resolve(null)
        const start = () => {
          signal.removeEventListener('abort', leave)
          taken += 1
          let isBack = false
          resolve(() => {
            if (!isBack) give()
            isBack = true
          })
        }
        const leave = () => {
          waiting.splice(waiting.indexOf(start), 1)
          resolve(null)
        }
        if (taken < atOnce) return start()
        waiting.push(start)
        signal.addEventListener('abort', leave, { once: true })
      })
    },
  }
}
