/** For tests: a real HTTP server on 127.0.0.1 that plays a site, and settings that may visit it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { gatherLimits, type GatherLimits } from './limits.ts'
import type { GatherSettings } from './settings.ts'

export type Play = (request: IncomingMessage, response: ServerResponse) => void

/** Starts a server for the running test and returns its origin, e.g. `http://127.0.0.1:40123`. */
export async function serve(play: Play): Promise<string> {
  const server = createServer(play)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Serves HTML by path; what is not listed answers 404. `requested` collects the visited paths. */
export async function serveSite(
  pages: Readonly<Record<string, string | Play>>,
): Promise<{ origin: string; requested: string[] }> {
  const requested: string[] = []
  const origin = await serve((request, response) => {
    const url = request.url ?? '/'
    if (request.method === 'GET') requested.push(url)
    const page = pages[url]
    if (typeof page === 'function') return page(request, response)
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
    response.end(page ?? '<h1>404 Not Found</h1>')
  })
  return { origin, requested }
}

/** Limits for loopback, and nothing else, not even DNS: no pause between requests, one second of patience, no browser. */
export function testLimits(limits: Partial<GatherLimits> = {}): GatherLimits {
  return gatherLimits.parse({
    publicInternet: false,
    allowNetworks: ['127.0.0.0/8'],
    hostGapMs: 0,
    timeoutMs: 1000,
    useBrowser: false,
    screenshotsPerSite: 0,
    ...limits,
  })
}

/** Settings with a fixed clock (Shanghai noon of `capturedOn`) and an archive in a folder that goes with the test. */
export async function testSettings(capturedOn: string, limits: Partial<GatherLimits> = {}): Promise<GatherSettings> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-gather-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return {
    limits: testLimits(limits),
    clock: () => Date.parse(`${capturedOn}T12:00:00+08:00`),
    signal: new AbortController().signal,
    archiveFile: path.join(folder, 'inspection.wacz'),
  }
}
