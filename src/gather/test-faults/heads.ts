/** For tests: servers that say one thing to HEAD or to a request for a part, and another to GET. */
import { bytes, html, page, status } from '../test-plays.ts'
import type { Play } from '../test-server.ts'
import { broken, counter, ok, wrong, type Faults } from './fault.ts'

const pdf = bytes('application/pdf', Buffer.from('%PDF-1.4 正文'))
const zip = bytes('application/zip', Buffer.from('PK正文'))
const png = Buffer.from('89504e470d0a1a0a0000000d', 'hex')
const toHead =
  (head: Play, other: Play = pdf): Play =>
  (request, response) =>
    (request.method === 'HEAD' ? head : other)(request, response)
/** Whoever asks for a part gets this. */
const toRange =
  (part: Play, other: Play = pdf): Play =>
  (request, response) =>
    (request.headers.range === undefined ? other : part)(request, response)

export function heads(): Faults {
  const nth = counter()
  return {
    cases: [
      ...[400, 403, 404, 405, 500, 501].map((code) =>
        ok(
          `HEAD ${code}`,
          `/heads/head${code}.pdf`,
          toHead((_request, response) => response.writeHead(code).end()),
        ),
      ),
      ok(
        'HEAD 断开',
        '/heads/reset.zip',
        toHead((request) => request.socket.resetAndDestroy(), zip),
      ),
      ok(
        'HEAD 不答',
        '/heads/silent.zip',
        toHead(() => undefined, zip),
      ),
      ok(
        'HEAD 转到首页',
        '/heads/home.pdf',
        toHead((_request, response) => response.writeHead(302, { location: '/' }).end()),
      ),
      broken(
        'HEAD 说有 GET 说无',
        'notFound',
        '/heads/liar.pdf',
        toHead(
          (_request, response) => response.writeHead(200, { 'content-type': 'application/pdf' }).end(),
          status(404),
        ),
      ),
      broken(
        'HEAD 说有 GET 说错',
        'serverError',
        '/heads/liar.zip',
        toHead((_request, response) => response.writeHead(200).end(), status(500)),
      ),
      ...[400, 403, 416, 501].map((code) =>
        ok(
          `不给部分 ${code}`,
          `/heads/range${code}.pdf`,
          toRange((_request, response) => response.writeHead(code).end()),
        ),
      ),
      ok(
        '部分',
        '/heads/range206.pdf',
        toRange((_request, response) =>
          response.writeHead(206, { 'content-type': 'application/pdf', 'content-range': 'bytes 0-3/9' }).end('%PDF'),
        ),
      ),
      broken('部分说无', 'notFound', '/heads/range404.pdf', status(404)),
      // Only the bytes tell; browsers go by them for pictures.
      ok('图说成网页', '/heads/real.jpg', bytes('text/html', Buffer.concat([png, Buffer.from('图')])), {
        markup: '<img src="/heads/real.jpg">',
      }),
      ok('图说成文件', '/heads/octet.png', bytes('application/octet-stream', png), {
        markup: '<img src="/heads/octet.png">',
      }),
      wrong('网页说成图', 'wrongType', '/heads/page.png', bytes('image/png', Buffer.from('<!DOCTYPE html><p>出错')), {
        markup: '<img src="/heads/page.png">',
      }),
      wrong(
        '网页说成附件',
        'wrongType',
        '/heads/page.pdf',
        bytes('application/pdf', Buffer.from('\n<html><body>请先登录</body></html>')),
      ),
      // Offices save texts and tables as HTML under such names.
      ok(
        '网页存成的文档',
        '/heads/saved.doc',
        bytes(
          'application/msword',
          Buffer.from('<html xmlns:o="urn:schemas-microsoft-com:office:office"><body>通知</body></html>'),
        ),
      ),
      broken(
        '附件处说不存在',
        'softNotFound',
        '/heads/gone.pdf',
        html('<title>提示</title>您要下载的文件不存在或已被删除'),
      ),
      broken('空图', 'emptyAnswer', '/heads/empty.png', bytes('image/png', Buffer.alloc(0)), {
        markup: '<img src="/heads/empty.png">',
      }),
      // Counters answer nothing on purpose, sheets may have been emptied.
      ok('空脚本', '/heads/empty.js', bytes('text/javascript', Buffer.alloc(0)), {
        markup: '<script src="/heads/empty.js"></script>',
      }),
      ok('空样式', '/heads/empty.css', bytes('text/css', Buffer.alloc(0)), {
        markup: '<link rel="stylesheet" href="/heads/empty.css">',
      }),
      ok('计数', '/heads/count?id=1', (_request, response) => response.writeHead(204).end(), {
        markup: '<img src="/heads/count?id=1">',
      }),
      // What an overloaded server says at the first time.
      ...[500, 502, 503, 504].map((code) =>
        ok(`先 ${code}`, `/heads/first${code}.html`, (request, response) =>
          (nth(request.url!) === 1 ? status(code) : page(`先 ${code} 后好`))(request, response),
        ),
      ),
      ok('日期之后再来', '/heads/later.html', (request, response) =>
        nth(request.url!) === 1
          ? response.writeHead(429, { 'retry-after': new Date(Date.now() + 1500).toUTCString() }).end()
          : page('日期之后')(request, response),
      ),
      ok('断开一次', '/heads/reset-once.html', (request, response) =>
        nth(request.url!) === 1 ? request.socket.resetAndDestroy() : page('断开一次之后')(request, response),
      ),
      ok('半途断开', '/heads/reset-later.html', (request, response) => {
        response.writeHead(200, { 'content-type': 'text/html', 'content-length': 9999 })
        response.write('<title>半截</title><p>半截内容')
        setTimeout(() => request.socket.resetAndDestroy(), 200)
      }),
    ],
  }
}
