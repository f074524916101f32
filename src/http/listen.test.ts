import { get } from 'node:http'
import { describe, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { createHttpApp } from './app.ts'
import { listen } from './listen.ts'

const { db } = await testStore()
const app = createHttpApp({ db, archiveFolder: '/nonexistent', hostNames: [] })
const host = '127.0.0.1'

/** Status of a request with this Host header, through a real socket. */
async function statusFor(port: number, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get({ host, port, path: '/api/setup', headers: { host: name } }, (answer) => {
      answer.resume()
      resolve(answer.statusCode!)
    }).once('error', reject)
  })
}

describe('listening', () => {
  it('refuses another name in the Host header', async () => {
    const listening = await listen(app.fetch, { host, port: 0 })
    expect(await statusFor(listening.port, `localhost:${listening.port}`)).toBe(200)
    expect(await statusFor(listening.port, 'rebound.example')).toBe(421)
    expect(await statusFor(listening.port, 'rebound.example/@localhost')).toBeGreaterThanOrEqual(400)
    await listening.close()
  })

  it('moves on to the next port when one is taken', async () => {
    const first = await listen(app.fetch, { host, port: 0 })
    const second = await listen(app.fetch, { host, port: first.port })
    expect(second.port).toBeGreaterThan(first.port)
    await Promise.all([first.close(), second.close()])
  })
})
