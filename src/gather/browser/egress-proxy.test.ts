/** The proxy behind which the browser stands, asked by hand for what a browser does rarely. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { serve } from '../test-server.ts'
import { openEgressProxy } from './egress-proxy.ts'

it('keeps nothing of the earlier requests of one connection', async () => {
  const origin = await serve((request, response) => void response.end(`seen ${request.url}`))
  const { hostname, port } = new URL(origin)
  const upstreams: Socket[] = []
  const proxy = await openEgressProxy({
    maxBytes: 1_000_000,
    connect: (_, then) => {
      const socket = connect(Number(port), hostname)
      upstreams.push(socket)
      then(null, socket as never)
    },
  })
  onTestFinished(() => proxy.close())
  const warnings: string[] = []
  const note = ({ message }: Error) => void warnings.push(message)
  process.on('warning', note)
  onTestFinished(() => void process.off('warning', note))

  const { port: proxyPort } = new URL(proxy.address)
  const client = connect(Number(proxyPort), '127.0.0.1')
  const got: Buffer[] = []
  client.on('data', (chunk: Buffer) => got.push(chunk))
  for (let number = 1; number <= 15; number += 1) {
    client.write(`GET ${origin}/${number} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`)
    await new Promise((resolve) => setImmediate(resolve))
  }
  await once(client, 'end')
  expect(Buffer.concat(got).toString()).toContain('seen /15')
  expect(upstreams).toHaveLength(15)
  expect(upstreams.filter(({ closed }) => !closed)).toEqual([])
  expect(warnings).toEqual([])
})
