/**
 * Points of a score, exactly: fractions of whole numbers. Regulations deduct tenths of a point and convert 75 to 100 by 4/3;
 * floating point would decide wrongly at 60 and 80.
 */
export interface Points {
  readonly numerator: number
  /** Greater than 0, without a common divisor with the numerator. */
  readonly denominator: number
}

export const noPoints: Points = { numerator: 0, denominator: 1 }

/** Points of a rule file, at most one decimal (5, 0.5). Throws a `RangeError` on anything finer or not finite. */
export function points(value: number): Points {
  const tenths = Math.round(value * 10)
  if (!Number.isSafeInteger(tenths) || tenths / 10 !== value) {
    throw new RangeError(`not points with at most one decimal: ${value}`)
  }
  return fraction(tenths, 10)
}

export function addPoints(...terms: readonly Points[]): Points {
  return terms.reduce(
    (sum, term) =>
      fraction(sum.numerator * term.denominator + term.numerator * sum.denominator, sum.denominator * term.denominator),
    noPoints,
  )
}

export function subtractPoints(from: Points, value: Points): Points {
  return addPoints(from, { ...value, numerator: -value.numerator })
}

/** What `value` of `whole` is when the whole is `to`: 60 of 75 is 80 of 100. */
export function convertPoints(value: Points, whole: Points, to: Points): Points {
  return fraction(
    value.numerator * to.numerator * whole.denominator,
    value.denominator * to.denominator * whole.numerator,
  )
}

/** Negative, zero or positive, like a comparison of numbers. */
export function comparePoints(a: Points, b: Points): number {
  return a.numerator * b.denominator - b.numerator * a.denominator
}

export function leastPoints(a: Points, b: Points): Points {
  return comparePoints(a, b) <= 0 ? a : b
}

/** `80`, `59.9`, `81.33`: two decimals at most, the half rounded up, no trailing zeros. For points that are not negative. */
export function formatPoints({ numerator, denominator }: Points): string {
  const hundredths = Math.floor((numerator * 200 + denominator) / (denominator * 2))
  const [whole, rest] = [Math.floor(hundredths / 100), hundredths % 100]
  return rest === 0 ? String(whole) : `${whole}.${String(rest).padStart(2, '0').replace(/0$/, '')}`
}

function fraction(numerator: number, denominator: number): Points {
  const divisor = commonDivisor(Math.abs(numerator), denominator)
  return { numerator: numerator / divisor, denominator: denominator / divisor }
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b)
}
