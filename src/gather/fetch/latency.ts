/**
 * How long a host takes to answer, compared with its own habit: a short moving average of the last answers against a long
 * one that follows slowly, so that a host which stays slow comes to be known as such.
 */
export interface Latency {
  add(answerMs: number): void
  /**
   * How many times as long as usual answers take: 1 unless the last ones took at least twice as long and at least `fromMs`.
   */
  rise(fromMs: number): number
}

/** Answers before anything is compared. */
const warmUp = 10
const [recentShare, habitShare, fasterShare] = [0.2, 0.01, 0.1]

export function createLatency(): Latency {
  let [answers, recent, habit] = [0, 0, 0]
  return {
    add(answerMs) {
      answers += 1
      if (answers <= warmUp) {
        habit += (answerMs - habit) / answers
        recent = habit
        return
      }
      recent += recentShare * (answerMs - recent)
      // Getting faster is believed sooner than getting slower.
      habit += (recent < habit ? fasterShare : habitShare) * (recent - habit)
    },
    rise(fromMs) {
      if (answers <= warmUp || recent < fromMs || recent < 2 * habit) return 1
      return recent / Math.max(1, habit)
    },
  }
}
