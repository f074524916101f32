/** For tests: how long work takes when nobody else is at the machine. */

/** Milliseconds of processor time that this thread has taken so far: what others do meanwhile does not count. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
