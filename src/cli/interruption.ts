/** Ctrl-C and the system's request to end, for commands that still say what they have done. */

let stop: AbortController | null = null

/**
 * Aborted by the first signal; a second one ends the program at once, unless it comes within a second: terminal and launcher
 * each send their own. To be called as early as possible: until then a signal just ends the program.
 */
export function interruption(): AbortSignal {
  if (stop !== null) return stop.signal
  const own = new AbortController()
  stop = own
  let first = 0
  const onSignal = () => {
    if (first > 0 && Date.now() - first > 1000) process.exit(130)
    first ||= Date.now()
    own.abort()
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  return own.signal
}
