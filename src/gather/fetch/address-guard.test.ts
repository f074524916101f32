import { describe, expect, test } from 'vitest'
import { serve, testLimits } from '../test-server.ts'
import { createAddressGuard, isLocalhostName } from './address-guard.ts'
import { createHttp } from './http.ts'

const signal = new AbortController().signal

const open = createAddressGuard({ allowNetworks: [], publicInternet: true })

describe('addresses', () => {
  const refused = [
    '127.0.0.1',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '198.18.0.1',
    '192.0.2.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    'fe80::1',
    'fd00::1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'no address',
  ]
  test.each(refused)('%s is refused', (address) => expect(open.mayVisit(address)).toBe(false))
  test.each(['8.8.8.8', '172.15.255.255', '172.32.0.0', '240e::1', '::ffff:8.8.8.8'])('%s is allowed', (address) =>
    expect(open.mayVisit(address)).toBe(true),
  )

  test('a network of the settings is allowed, its neighbour is not', () => {
    const guard = createAddressGuard({ allowNetworks: ['127.0.0.0/8', 'fd12::/16'], publicInternet: true })
    const mayVisit = (address: string) => guard.mayVisit(address)
    expect(['127.255.255.255', '::ffff:127.0.0.1', 'fd12::1', '128.0.0.1'].every(mayVisit)).toBe(true)
    expect(['10.0.0.1', 'fd13::1', '::1'].some(mayVisit)).toBe(false)
  })

  test('the public internet can be closed; then DNS is asked only where a network of names is allowed', () => {
    const city = createAddressGuard({ allowNetworks: ['127.0.0.0/8', '::1/128'], publicInternet: false })
    expect([city.mayVisit('127.0.0.1'), city.mayVisit('8.8.8.8'), city.mayAskDns]).toEqual([true, false, false])
    const intranet = createAddressGuard({ allowNetworks: ['10.0.0.0/8'], publicInternet: false })
    expect([intranet.mayVisit('10.1.1.1'), intranet.mayVisit('8.8.8.8'), intranet.mayAskDns]).toEqual([
      true,
      false,
      true,
    ])
    expect(open.mayAskDns).toBe(true)
  })

  test('a network that is not CIDR is a mistake of the settings', () => {
    expect(() => createAddressGuard({ allowNetworks: ['127.0.0.1'], publicInternet: true })).toThrow(/CIDR/)
  })

  test('names of this machine', () => {
    expect(['localhost', 'a.b.localhost', 'A.LOCALHOST.'].every(isLocalhostName)).toBe(true)
    expect(['localhost.gov.cn', 'notlocalhost'].some(isLocalhostName)).toBe(false)
  })
})

describe('requests', () => {
  test('with the public internet closed, a name is refused before anybody is asked for it', async () => {
    const http = createHttp(testLimits())
    const { failure } = await http.fetch('http://www.example.gov.cn/', { signal })
    expect(failure).toMatchObject({ kind: 'addressRefused', elapsedMs: expect.any(Number) })
    await http.close()
  })

  const hostile = (origin: string) => {
    const port = new URL(origin).port
    return ['127.0.0.1', '2130706433', '0x7f.1', '[::ffff:7f00:1]', 'localhost', 'www.city.localhost'].map(
      (host) => `http://${host}:${port}/`,
    )
  }

  test('this machine is refused in every spelling, and nothing reaches it', async () => {
    let hits = 0
    const origin = await serve((_request, response) => {
      hits += 1
      response.end()
    })
    const http = createHttp(testLimits({ allowNetworks: [] }))
    const results = await Promise.all(hostile(origin).map((url) => http.fetch(url, { signal })))
    expect(results.map(({ failure }) => failure?.kind)).toEqual(Array(6).fill('addressRefused'))
    expect(hits).toBe(0)
    await http.close()
  })

  test('with its network allowed, names below .localhost lead to 127.0.0.1 without DNS', async () => {
    const origin = await serve((request, response) => response.end(request.headers.host))
    const http = createHttp(testLimits())
    const url = `http://www.city.localhost:${new URL(origin).port}/`
    const { page } = await http.fetch(url, { signal })
    expect(page?.body.toString()).toBe(new URL(url).host)
    await http.close()
  })

  test('a redirect into a network that is not allowed is refused', async () => {
    const origin = await serve((_request, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/meta' }).end(),
    )
    const http = createHttp(testLimits())
    const { failure } = await http.fetch(origin, { signal })
    expect(failure).toMatchObject({
      kind: 'addressRefused',
      url: 'http://169.254.169.254/meta',
      hops: [{ status: 302 }],
    })
    await http.close()
  })
})
