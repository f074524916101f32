/** First in, first out; taking costs the same however many wait. */
export interface Queue<Value> {
  put(value: Value): void
  take(): Value | undefined
  readonly size: number
}

export function createQueue<Value>(): Queue<Value> {
  let [values, head]: [Value[], number] = [[], 0]
  return {
    put: (value) => void values.push(value),
    take() {
      if (head >= values.length) return undefined
      const value = values[head]!
      head += 1
      // What was taken is let go in large pieces.
      if (head >= 10_000) [values, head] = [values.slice(head), 0]
      return value
    },
    get size() {
      return values.length - head
    },
  }
}
