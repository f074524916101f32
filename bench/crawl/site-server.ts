/**
 * A site of as many pages as asked, served by a process of its own: `node site-server.ts <pages>` prints its origin. Every
 * page has navigation, a list of links, an article of about 30 kB, two pictures and a style sheet; one in a hundred links
 * to a page that does not exist.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const pages = Number(process.argv[2])
const perList = 60
const navigation = Array.from(
  { length: 20 },
  (_, index) => `<li><a href="/p/${index}.html" class="nav">栏目 ${index}</a></li>`,
).join('')
const paragraphs = Array.from(
  { length: 40 },
  (_, index) =>
    `<p id="s${index}" class="text"><span>第 ${index} 段</span>${'为进一步优化营商环境，现就有关事项通知如下，请各单位认真贯彻执行。'.repeat(6)}<b>完</b></p>`,
).join('\n')

function page(index: number): string {
  // A tree with cross links: every page is reached, and most links lead to pages that are known already.
  const links = Array.from({ length: perList }, (_, entry) => {
    const target = entry < 8 ? index * 8 + entry + 1 : (index * 31 + entry * 17) % pages
    return target < pages
      ? `<li><a href="${target}.html#s${entry % 40}" title="标题">关于第 ${target} 号事项的通知</a><i>2026-03-05</i></li>`
      : ''
  })
  const gone = index % 100 === 7 ? `<a href="gone-${index}.html">坏</a>` : ''
  return `<!doctype html><html><head><meta charset="utf-8"><title>第 ${index} 页</title><link rel="stylesheet" href="/s.css"></head>
<body><ul>${navigation}</ul><img src="/a.png" alt="图"><img src="/b.png"><ul>${links.join('\n')}</ul>${gone}${paragraphs}</body></html>`
}

const server = createServer((request, response) => {
  const url = request.url ?? '/'
  const index = url === '/' ? 0 : Number(/^\/p\/(\d+)\.html$/.exec(url)?.[1] ?? Number.NaN)
  if (index < pages)
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(
      page(index)
        .replace(/href="(\d)/g, 'href="/p/$1')
        .replace('href="gone', 'href="/p/gone'),
    )
  else if (url === '/s.css')
    response.writeHead(200, { 'content-type': 'text/css' }).end('p { background: url(/a.png) }')
  else if (url.endsWith('.png')) response.writeHead(200, { 'content-type': 'image/png' }).end('png')
  else response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>404</h1>')
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
process.once('disconnect', () => process.exit())
