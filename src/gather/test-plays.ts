/** For tests: how the servers of the fault site answer, well and badly. */
import iconv from 'iconv-lite'
import type { Play } from './test-server.ts'

export const html =
  (text: string): Play =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(text)
export const page = (title: string, more = '') =>
  html(`<title>${title}</title><h1>${title}</h1><p>这里是${title}的正文，与别的页面都不一样。</p>${more}`)
export const bytes =
  (type: string, body: Buffer, headers: Record<string, string> = {}): Play =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': type, ...headers }).end(body)
export const status =
  (code: number, headers: Record<string, string> = {}): Play =>
  (_request, response) =>
    response.writeHead(code, { 'content-type': 'text/html', ...headers }).end(`<h1>${code}</h1>`)
export const redirect =
  (to: string, code = 302): Play =>
  (_request, response) =>
    response.writeHead(code, { location: to }).end()
/** Text in the bytes of GBK. */
export const gbk = (text: string) => iconv.encode(text, 'gbk')

/** Answers over a bare socket that break the rules of HTTP; the first ones are read by browsers, the last ones are not. */
export const sloppy: Readonly<Record<string, string>> = {
  '/line-feeds': 'HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 9\n\n<p>LF</p>',
  '/control': 'HTTP/1.1 200 OK\r\nX-A: a\u0001b\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>CC</p>',
  '/no-colon': 'HTTP/1.1 200 OK\r\nno colon\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>NC</p>',
  '/twice': 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Length: 9\r\nContent-Type: text/html\r\n\r\n<p>CL</p>',
  '/both': 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n<p>TE</p>\r\n0\r\n\r\n',
  '/contradiction': 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 9\r\n\r\n<p>XX</p>',
  '/no-http': 'SSH-2.0-OpenSSH_9.2\r\n',
}

/** The very bytes of an answer, then the end of the connection. */
export const raw =
  (answer: string | Buffer): Play =>
  (request) =>
    request.socket.end(typeof answer === 'string' ? Buffer.from(answer, 'latin1') : answer)
/** An answer 200 with headers as given (each line ended) and this body, byte for byte. */
export const rawPage = (headers: string, body = '<p>abc</p>'): Play =>
  raw(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n${headers}\r\n${body}`)
/** A redirect whose `Location` is these bytes. */
export const rawRedirect = (...locations: readonly string[]): Play =>
  raw(
    `HTTP/1.1 302 Found\r\n${locations.map((to) => `Location: ${Buffer.from(to).toString('latin1')}\r\n`).join('')}Content-Length: 0\r\n\r\n`,
  )
