/** How right the discovery of columns is: sites of the simulated city as if no register had them, against their register. */
import { startCity } from '../city/server.ts'
import type { Benchmark } from './benchmark.ts'
import { discoveryScores } from './judging/discover-city.ts'

export const columnDiscovery: Benchmark = {
  name: 'columns',
  goal: 'columns of the simulated city are found without a register, with their class and level',
  async run() {
    const city = await startCity({ seed: 'judging', port: 0, plant: [], slowMs: 6000 })
    try {
      const sites = city.model.sites.filter(({ state }) => state === 'active')
      const { columns, found, rightlyFound, classRight, levelRight, misses } = await discoveryScores(sites)
      const note = `${columns} columns on ${sites.length} sites, ${found} found`
      const share = (value: number, of: number) => (of === 0 ? 0 : value / of)
      return [
        { label: 'precision', value: share(rightlyFound, found), unit: '', atLeast: 0.98, note },
        {
          label: 'recall',
          value: share(rightlyFound, columns),
          unit: '',
          atLeast: 0.98,
          note: misses.slice(0, 5).join('; '),
        },
        {
          label: 'class',
          value: share(classRight, rightlyFound),
          unit: '',
          atLeast: 0.98,
          note: 'of those rightly found',
        },
        {
          label: 'level',
          value: share(levelRight, rightlyFound),
          unit: '',
          atLeast: 0.98,
          note: 'of those rightly found',
        },
      ]
    } finally {
      await city.stop()
    }
  },
}
