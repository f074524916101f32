import { expect, test } from 'vitest'
import { gatherLimits } from '../limits.ts'
import { demandContact, demandContactOfWorker } from './contact.ts'

const limits = gatherLimits.parse({ allowNetworks: ['127.0.0.0/8'] })
const refused = expect.objectContaining({ code: 'badInput.contact' })
const ask = (url: string, own = limits) => demandContact(own, new URL(url)).catch((error: unknown) => error)

test.each([
  ['http://127.0.0.1/', undefined],
  ['http://localhost:8080/', undefined],
  ['http://8.8.8.8/', refused],
  // refused by the guard anyway, and that is what people should read
  ['http://10.0.0.1/', undefined],
  ['http://no-such-name.invalid/', undefined],
])('%s', async (url, answer) => expect(await ask(url)).toEqual(answer))

test('a contact, a User-Agent with one, or no public internet is enough', async () => {
  for (const more of [{ contact: 'a@b.cn' }, { userAgent: 'X/1 (+https://x.cn/)' }, { publicInternet: false }]) {
    expect(await ask('http://8.8.8.8/', { ...limits, ...more })).toBeUndefined()
    expect(() => demandContactOfWorker({ ...limits, ...more })).not.toThrow()
  }
  expect(() => demandContactOfWorker(limits)).toThrow(refused as unknown as Error)
})
