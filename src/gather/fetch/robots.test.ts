import { describe, expect, onTestFinished, test } from 'vitest'
import { serve, testLimits, type Play } from '../test-server.ts'
import { createHttp } from './http.ts'
import { readRobots } from './robots.ts'

const signal = new AbortController().signal

async function robots(play: Play) {
  const origin = await serve(play)
  const http = createHttp(testLimits({ timeoutMs: 200 }))
  onTestFinished(() => http.close())
  const rules = await readRobots(http, origin, 'Mingcha/0.1 (+contact)', signal)
  return { ...rules, may: (path: string) => rules.allows(origin + path) }
}

describe('robots.txt', () => {
  test('our own group of rules holds', async () => {
    const { state, may } = await robots((_request, response) =>
      response.end('User-agent: *\nDisallow: /\n\nUser-agent: Mingcha\nDisallow: /内部/\nDisallow: /*.doc$\n'),
    )
    expect(state).toBe('rules')
    expect([may('/'), may('/index.html'), may('/robots.txt')]).toEqual([true, true, true])
    expect([may('/内部/a.html'), may('/a.doc')]).toEqual([false, false])
  })

  test.each([404, 403, 412, 521])('%i: there are no rules', async (status) => {
    const { state, may } = await robots((_request, response) =>
      response.writeHead(status).end('User-agent: *\nDisallow: /'),
    )
    expect([state, may('/')]).toEqual(['none', true])
  })

  test('an HTML page is no rules', async () => {
    const { may } = await robots((_request, response) => response.end('<html><body>首页</body></html>'))
    expect(may('/')).toBe(true)
  })

  test.each<[string, Play]>([
    ['500', (_request, response) => response.writeHead(500).end()],
    ['silence', () => undefined],
  ])('%s: everything is forbidden until it can be read', async (_name, play) => {
    const { state, may } = await robots(play)
    expect([state, may('/')]).toEqual(['unavailable', false])
  })
})
