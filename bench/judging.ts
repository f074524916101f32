/** How right the judgements are: every site of the simulated city against what was planted in it, clause by clause. */
import { startCity } from '../city/server.ts'
import { plants } from '../city/city.ts'
import type { Benchmark, Figure } from './benchmark.ts'
import { judgeCity, precision, recall } from './judging/judge-city.ts'

export const judging: Benchmark = {
  name: 'judging',
  goal: 'every planted fault of the simulated city is found, and nothing else: precision and recall 1.00 for every clause',
  async run() {
    const city = await startCity({ seed: 'judging', port: 0, plant: plants, slowMs: 6000 })
    try {
      const sites = city.model.sites.filter(({ state }) => state === 'active')
      const scores = await judgeCity(city, sites)
      return scores.flatMap((score): Figure[] => {
        const note = `${score.planted} faults planted on ${score.sites} sites, ${score.found} found, ${score.undecided} sites undecided`
        const misses = score.misses.filter((miss) => !miss.startsWith('undecided')).slice(0, 5)
        return [
          { label: `${score.clause} precision`, value: precision(score), unit: '', atLeast: 1, note },
          { label: `${score.clause} recall`, value: recall(score), unit: '', atLeast: 1, note: misses.join('; ') },
        ]
      })
    } finally {
      await city.stop()
    }
  },
}
