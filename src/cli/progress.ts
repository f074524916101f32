/** Progress of inspections in words: done, rate, remaining time. */

export interface Progress {
  readonly done: number
  readonly total: number
  readonly elapsedMs: number
  /** Done when this run began: work of an earlier run does not count towards the rate. */
  readonly doneBefore: number
}

const width = 24

/** `████████░░░░  56 / 134  12.3 次/秒  剩余 7 秒` */
export function progressLine({ done, total, elapsedMs, doneBefore }: Progress): string {
  const share = total === 0 ? 1 : done / total
  const filled = Math.floor(share * width)
  const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`
  const rate = elapsedMs > 0 ? ((done - doneBefore) * 1000) / elapsedMs : 0
  const rest = rate > 0 && done < total ? `  剩余 ${Math.ceil((total - done) / rate)} 秒` : ''
  return `${bar}  ${done} / ${total}  ${rate.toFixed(1)} 次/秒${rest}`
}
