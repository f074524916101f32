/**
 * A rate always keeps both counts: 66 of 67 was once printed as 98.6 % though it is 98.5 %, and only the counts can
 * settle such a question (regulation 3.2).
 */
export interface Rate {
  readonly numerator: number
  readonly denominator: number
}

export interface RateFormat {
  /** Digits after the point. */
  readonly decimals: number
  readonly rounding: 'halfUp' | 'truncate'
}

/**
 * Prints a rate as a percentage, e.g. `98.5%`; whole percentages without decimals (`100%`). Exact integer arithmetic:
 * floating point would print 1.005 wrongly. An empty denominator prints `—`.
 */
export function formatRate({ numerator, denominator }: Rate, { decimals, rounding }: RateFormat): string {
  if (denominator === 0) return '—'
  const scale = 10n ** BigInt(decimals)
  const scaled = BigInt(numerator) * 100n * scale
  const divisor = BigInt(denominator)
  const units = rounding === 'halfUp' ? (scaled * 2n + divisor) / (divisor * 2n) : scaled / divisor
  const whole = units / scale
  const fraction = units % scale
  return fraction === 0n ? `${whole}%` : `${whole}.${String(fraction).padStart(decimals, '0')}%`
}
