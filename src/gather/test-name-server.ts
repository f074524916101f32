/** For tests: a DNS server on 127.0.0.1 that speaks just enough of RFC 1035 to answer for A, AAAA and CNAME. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import ipaddr from 'ipaddr.js'
import { onTestFinished } from 'vitest'

/** Addresses; `none`: the name exists without any (ENODATA); `noName`: it does not exist; `silent`: no answer at all. */
export type Zone = Readonly<Record<'A' | 'AAAA', readonly string[] | 'none' | 'noName' | 'silent' | 'refused'>>

const typeNames: Readonly<Record<number, keyof Zone>> = { 1: 'A', 28: 'AAAA' }
const replyCodes = { none: 0, noName: 3, refused: 5 }

/** Starts a server that answers so for every name; returns its address for `dnsServers`, e.g. `127.0.0.1:5353`. */
export async function serveNames(zone: Zone): Promise<string> {
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address }) => {
    const end = query.indexOf(0, 12) + 1
    const question = query.subarray(12, end + 4)
    const type = query.readUInt16BE(end)
    const said = zone[typeNames[type] ?? 'A']
    if (said === 'silent') return
    const isKnown = typeNames[type] !== undefined
    const records = isKnown && typeof said !== 'string' ? said.map((text) => record(type, text)) : []
    const header = Buffer.alloc(12)
    header.writeUInt16BE(query.readUInt16BE(0), 0)
    header.writeUInt16BE(0x8180 | (typeof said === 'string' && isKnown ? replyCodes[said] : 0), 2)
    header.writeUInt16BE(1, 4)
    header.writeUInt16BE(records.length, 6)
    socket.send(Buffer.concat([header, question, ...records]), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  return `127.0.0.1:${(socket.address() as AddressInfo).port}`
}

/** A resource record whose name points back to the question. */
function record(type: number, address: string): Buffer {
  const data = Buffer.from(ipaddr.parse(address).toByteArray())
  const head = Buffer.alloc(12)
  head.writeUInt16BE(0xc00c, 0)
  head.writeUInt16BE(type, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt32BE(60, 6)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}
