/** How long pages of a list take through the API. */
import { createHttpApp } from '../src/http/app.ts'
import { signedIn } from '../src/http/sign-in-fixture.ts'
import type { Store } from '../src/store/connect.ts'
import type { Figure } from './benchmark.ts'
import { median, seconds } from './measure.ts'

const rounds = 20

/** Asks every question twenty times; all must be answered by a page. */
export async function pageFigures({ db }: Store, address: string, questions: readonly string[]): Promise<Figure[]> {
  const app = await signedIn(db, createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] }))
  const times = new Map<string, number[]>(questions.map((question) => [question, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const question of questions) {
      const took = await seconds(async () => {
        const answer = await app.request(address + question)
        if (answer.status !== 200) throw new Error(`${question}: ${answer.status}`)
        await answer.json()
      })
      times.get(question)!.push(took * 1000)
    }
  }
  const all = [...times.values()].flat().toSorted((a, b) => a - b)
  const [slowest, fastest] = [...times]
    .map(([question, list]) => [question, Math.min(...list)] as const)
    .reduce((worst, one) => (one[1] > worst[1] ? one : worst))
  return [
    {
      label: 'a page of the list, p95',
      value: all.at(Math.floor(all.length * 0.95))!,
      unit: 'ms',
      atMost: 200,
      note: `${all.length} pages of ${questions.length} questions through the API, median ${median(all).toFixed(0)} ms`,
    },
    {
      label: 'the slowest question, its fastest page',
      value: fastest,
      unit: 'ms',
      note: `${decodeURIComponent(slowest)}; what other programs on the machine disturb least`,
    },
  ]
}
