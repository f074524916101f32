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

interface CrawlNumbers {
  readonly pagesDone: number
  readonly pagesKnown: number
  readonly pagesPerSecond: number | null
  readonly remainingSeconds: number | null
}

/** `已读 56 页，已知 134 页，2.5 页/秒，约剩 32 秒`; what cannot be told is left out. */
export function crawlWords({ pagesDone, pagesKnown, pagesPerSecond, remainingSeconds }: CrawlNumbers): string {
  const rate = pagesPerSecond === null ? [] : [`${pagesPerSecond.toFixed(1)} 页/秒`]
  const rest = remainingSeconds === null ? [] : [`约剩 ${durationWords(remainingSeconds)}`]
  return [`已读 ${pagesDone} 页`, `已知 ${pagesKnown} 页`, ...rate, ...rest].join('，')
}

function durationWords(seconds: number): string {
  if (seconds < 60) return `${seconds} 秒`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return `${minutes} 分钟`
  return minutes % 60 === 0 ? `${minutes / 60} 小时` : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分钟`
}
