/** For tests: bodies that are compressed, cut, drawn out or longer than they should be. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { bytes, raw, rawPage } from '../test-plays.ts'
import type { Play } from '../test-server.ts'
import { broken, ok, unreachable, type Case, type Faults } from './fault.ts'

const text = (name: string) => Buffer.from(`<title>${name}</title><p>这里是${name}的内容，与别的页面都不一样。`)
const long = (name: string) => Buffer.concat([text(name), Buffer.from(`<p>${'内容'.repeat(3000)}</p>`)])
const cut = (bytes_: Buffer) => bytes_.subarray(0, Math.floor(bytes_.length * 0.7))

export function bodies(): Faults {
  const cases: Case[] = []
  const packed = (name: string, body: Buffer, encoding: string, isBad = false) => {
    const href = `/bodies/packed${cases.length}.html`
    const play = bytes('text/html; charset=utf-8', body, { 'content-encoding': encoding })
    cases.push(isBad ? broken(name, 'badEncoding', href, play) : ok(name, href, play))
  }
  packed('gzip 截断', gzipSync(long('甲')).subarray(0, 80), 'gzip')
  const badSum = gzipSync(long('乙'))
  badSum[badSum.length - 6]! ^= 0xff
  packed('gzip 校验错', badSum, 'gzip')
  packed('gzip 后有垃圾', Buffer.concat([gzipSync(long('丙')), Buffer.from('garbage')]), 'gzip')
  packed('gzip 多段', Buffer.concat([gzipSync(text('丁')), gzipSync('<p>二</p>')]), 'gzip')
  packed('deflate 裸', deflateRawSync(text('戊')), 'deflate')
  packed('deflate 包', deflateSync(text('己')), 'deflate')
  packed('deflate 截断', cut(deflateSync(long('庚'))), 'deflate')
  packed('br', brotliCompressSync(text('辛')), 'br')
  packed('br 截断', cut(brotliCompressSync(incompressible('壬'))), 'br')
  packed('zstd', zstdCompressSync(text('癸')), 'zstd')
  packed('zstd 截断', cut(zstdCompressSync(incompressible('子'))), 'zstd')
  packed('两层', gzipSync(gzipSync(text('丑'))), 'gzip, gzip')
  packed('编码写成 utf-8', text('寅'), 'utf-8')
  packed('编码写成 none', text('卯'), 'none')
  packed('编码写成 identity', text('辰'), 'identity')
  packed('编码大写', gzipSync(text('巳')), 'GZIP')
  packed('编码旧名', gzipSync(text('午')), 'x-gzip')
  packed('br 是假', text('未'), 'br', true)
  packed('zstd 是假', text('申'), 'zstd', true)
  packed('炸弹两层', gzipSync(gzipSync(Buffer.alloc(30_000_000, 0x62))), 'gzip, gzip')
  const ten = '<p>abc</p>'
  const chunked = 'Transfer-Encoding: chunked\r\n'
  return {
    cases: [
      ...cases,
      ok(
        '长度写小',
        '/bodies/small.html',
        rawPage('Content-Length: 12\r\nConnection: close\r\n', '<p>abcdefgh and the rest'),
      ),
      ok('分块没有结尾', '/bodies/no-end.html', rawPage(chunked, `a\r\n${ten}\r\n`)),
      ok('分块后半坏', '/bodies/bad-chunk.html', rawPage(chunked, `a\r\n${ten}\r\nzz\r\n`)),
      ok('分块带说明', '/bodies/chunk-extension.html', rawPage(chunked, `a;foo=bar\r\n${ten}\r\n0\r\nX-T: 1\r\n\r\n`)),
      ok('分块补零', '/bodies/chunk-zeros.html', rawPage(chunked, `0000a\r\n${ten}\r\n0\r\n\r\n`)),
      ok('分块有空格', '/bodies/chunk-spaces.html', rawPage(chunked, `a  \r\n${ten}\r\n0\r\n\r\n`)),
      broken('只有空白', 'emptyAnswer', '/bodies/spaces.html', bytes('text/html', Buffer.from('   \n '))),
      broken(
        '空壳',
        'emptyAnswer',
        '/bodies/blank.html',
        bytes('text/html', Buffer.from('<html><head></head><body></body></html>')),
      ),
      broken(
        '压缩的空',
        'emptyAnswer',
        '/bodies/nothing.html',
        bytes('text/html', Buffer.alloc(0), { 'content-encoding': 'gzip' }),
      ),
      ok(
        '无类型',
        '/bodies/untyped.html',
        raw('HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n<html><body><p>abcdef</p>     '),
      ),
      ok('纯文本', '/bodies/plain.html', bytes('text/plain', Buffer.from('<a href="/nope/plain.html">不是链接</a>'))),
      ok(
        '严格的网页',
        '/bodies/strict.html',
        bytes(
          'application/xhtml+xml',
          Buffer.from('<html xmlns="http://www.w3.org/1999/xhtml"><body><p>严格</p></body></html>'),
        ),
      ),
      ok('无穷文件', '/bodies/endless.bin', (request, response) => {
        response.writeHead(200, { 'content-type': 'application/octet-stream' })
        return request.method === 'HEAD' ? response.end() : pour(Buffer.alloc(65_536, 1))(request, response)
      }),
      ok('二百兆', '/bodies/200mb.html', (request, response) => {
        response.writeHead(200, { 'content-type': 'text/html', 'content-length': 200_000_000 })
        pour(Buffer.from(`<p>${'大'.repeat(20_000)}</p>`))(request, response)
      }),
      unreachable('长度写大不断开', 'bodyTimeout', '/bodies/hang.html', (request) => {
        request.socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<p>abc</p>')
      }),
      unreachable('一滴一滴的头', 'timeout', '/bodies/drip.html', (request) => {
        const timer = setInterval(() => request.socket.write('H'), 200)
        request.socket.on('close', () => clearInterval(timer))
      }),
      unreachable('先行应答不断', 'timeout', '/bodies/early.html', (request) => {
        const timer = setInterval(() => request.socket.write('HTTP/1.1 103 Early Hints\r\nX-A: 1\r\n\r\n'), 20)
        request.socket.on('close', () => clearInterval(timer))
      }),
    ],
  }
}

/** Text that a packer cannot shorten much, so that what is cut off still holds something. */
function incompressible(name: string): Buffer {
  let [seed, letters] = [1, '']
  while (letters.length < 300_000) {
    seed = (seed * 48_271) % 2_147_483_647
    letters += String.fromCharCode(0x4e00 + (seed % 20_000))
  }
  return Buffer.concat([text(name), Buffer.from(`<p>${letters}</p>`)])
}

const pour =
  (piece: Buffer): Play =>
  (_request, response) => {
    const more = () => {
      while (!response.destroyed && response.write(piece));
    }
    response.on('drain', more).on('error', () => undefined)
    more()
  }
