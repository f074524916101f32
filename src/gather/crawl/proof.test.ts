/** What the archive holds after a crawl: everything that the pages concerned need to be replayed, and the pages of broken links. */
import { openPromise } from 'yauzl'
import { describe, expect, test } from 'vitest'
import { parts } from '../archive/pack-wacz.ts'
import { verifyArchive } from '../archive/verify-archive.ts'
import type { Play } from '../test-server.ts'
import { article, column, gather, list, row } from '../test-site.ts'

interface Line {
  readonly type: string
  readonly url: string | null
  readonly status: number | null
}

async function linesOf<Value>(file: string, name: string): Promise<Value[]> {
  const zip = await openPromise(file, { autoClose: false })
  let text = ''
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName !== name) continue
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>)
      text += chunk.toString()
  }
  zip.close()
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Value)
}

const answer =
  (type: string, body: string): Play =>
  (_request, response) =>
    void response.writeHead(200, { 'content-type': type }).end(body)

const pages = {
  '/': `<link rel="stylesheet" href="/s.css"><script src="/j.js"></script><img src="/logo.png"><a href="/yw/">政务动态</a>`,
  '/s.css': answer('text/css', 'body { background: url(/bg.png) }'),
  '/j.js': answer('text/javascript', '1'),
  '/logo.png': answer('image/png', 'logo'),
  '/bg.png': answer('image/png', 'bg'),
  '/yw/': list(row('/a/1.html', '区政府召开常务会议', '2025-08-19'), '<a href="/deep.html">更多</a>'),
  '/a/1.html': article('2025-08-19'),
  '/deep.html': '<img src="/photo.png"><a href="/deeper.html">x</a>',
  '/deeper.html':
    '<title>有坏链的页面</title><p>电话13812345678</p><img src="/only-here.png"><a href="/gone.html">坏链</a>',
  '/photo.png': answer('image/png', 'photo'),
  '/only-here.png': answer('image/png', 'here'),
}

describe('the archive of a crawl', () => {
  test('holds robots.txt, pages kept as proof with what they load, broken answers and the pages they stand on', async () => {
    const site = await gather(pages, { columns: [column('政务动态', '/yw/')] })
    const file = site.settings.archiveFile
    const records = await linesOf<Line>(file, parts.records)
    const paths = (type: string) =>
      records.flatMap((each) => (each.type === type && each.url ? [new URL(each.url).pathname] : [])).toSorted()
    const expected =
      '/ /a/1.html /bg.png /deeper.html /gone.html /j.js /logo.png /only-here.png /robots.txt /s.css /yw/'.split(' ')
    expect(paths('response')).toEqual(expected)
    expect(paths('request')).toEqual(expected)
    const listed = (await linesOf<{ url?: string; title: string; text?: string }>(file, parts.pages)).slice(1)
    const listedPaths = listed.map(({ url }) => new URL(url!).pathname).toSorted()
    expect(listedPaths).toEqual(['/', '/a/1.html', '/deeper.html', '/gone.html', '/yw/'])
    // The archive is the proof: it holds what was published as it was.
    expect(listed.at(-1)).toMatchObject({ title: '有坏链的页面', text: expect.stringContaining('13812345678') })
    expect(await verifyArchive(file)).toMatchObject({ ok: true })
  })

  test('asks for nothing twice but the page of a broken link and what it alone loads', async () => {
    const { requested } = await gather(pages, { columns: [column('政务动态', '/yw/')] })
    const twice = requested.filter((path, index) => requested.indexOf(path) !== index)
    // Of the picture only the beginning was asked for, as long as nobody knew that its page is proof.
    expect(twice).toEqual(['/deeper.html', '/only-here.png'])
  })

  test('redirects that lead to no answer are kept: nothing else proves a loop', async () => {
    const redirect =
      (to: string): Play =>
      (_request, response) =>
        void response.writeHead(302, { location: to }).end()
    const links = '<a href="/loop.html">页</a><a href="/loop.pdf">附件</a>'
    const loops = {
      '/loop.html': redirect('/loop2.html'),
      '/loop2.html': redirect('/loop.html'),
      '/loop.pdf': redirect('/loop.pdf'),
    }
    const site = await gather({ '/': `<h1>首页</h1>${links}`, ...loops })
    const records = await linesOf<Line>(site.settings.archiveFile, parts.records)
    const kept = records.filter(({ type, status }) => type === 'response' && status === 302)
    expect(kept.map(({ url }) => new URL(url!).pathname).toSorted()).toEqual(['/loop.html', '/loop.pdf', '/loop2.html'])
    expect(await verifyArchive(site.settings.archiveFile)).toMatchObject({ ok: true })
  })

  test('the request record holds the headers that the server got', async () => {
    let got: string[] = []
    const site = await gather({
      '/': (request, response) => {
        got = request.rawHeaders
        response.setHeader('content-type', 'text/html')
        response.end('<h1>首页</h1>')
      },
    })
    const records = await linesOf<Line & { offset: number; length: number }>(site.settings.archiveFile, parts.records)
    expect(records.filter(({ type }) => type === 'request')).toHaveLength(2)
    const text = await requestText(site.settings.archiveFile, `${site.origin}/`)
    const sent = text.split('\r\n').slice(1, -2)
    const pairs = got.flatMap((name, index) => (index % 2 === 0 ? [`${name.toLowerCase()}: ${got[index + 1]!}`] : []))
    expect(sent).toEqual(pairs)
  })
})

async function requestText(file: string, url: string): Promise<string> {
  const { gunzipSync } = await import('node:zlib')
  const records = await linesOf<Line & { offset: number; length: number }>(file, parts.records)
  const { offset, length } = records.find((each) => each.type === 'request' && each.url === url)!
  const zip = await openPromise(file, { autoClose: false })
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName !== parts.warc) continue
    const chunks: Buffer[] = []
    const stream = await zip.openReadStreamPromise(entry, { start: offset, end: offset + length })
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk)
    zip.close()
    const record = gunzipSync(Buffer.concat(chunks)).toString('latin1')
    return record.slice(record.indexOf('\r\n\r\n') + 4, -4)
  }
  throw new Error(`no request of ${url}`)
}
