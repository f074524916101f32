/** Wakes everybody who waits for something to happen, e.g. workers that wait for others to find more work. */
export interface Bell {
  next(): Promise<void>
  ring(): void
}

export function createBell(): Bell {
  let { promise, resolve } = Promise.withResolvers<void>()
  return {
    next: () => promise,
    ring() {
      const wake = resolve
      ;({ promise, resolve } = Promise.withResolvers<void>())
      wake()
    },
  }
}
