/** Points of several faults in one finding, in whole tenths: 3 × 0.1 is 0.3. */
export function timesPoints(count: number, perFault: number): number {
  return Math.round(count * perFault * 10) / 10
}
