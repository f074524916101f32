/** For tests: what goes wrong every day, and what only seems to. */
import { gzipSync } from 'node:zlib'
import { bytes, gbk, html, page, redirect, status } from '../test-plays.ts'
import type { Play } from '../test-server.ts'
import {
  away,
  blocked,
  broken,
  counter,
  insecure,
  ok,
  slow,
  unchecked,
  unreachable,
  wrong,
  type Case,
  type Faults,
} from './fault.ts'

/** Ports of the servers beside the site. */
export interface Neighbours {
  /** Bare sockets that answer as `sloppy` says. */
  readonly raw: number
  /** Another site. */
  readonly other: number
  /** Where nobody listens. */
  readonly closed: number
  /** On 127.0.0.2: the network that may not be visited. */
  readonly internal: number
  /** On ::1; `null` without IPv6. */
  readonly six: number | null
  readonly secure: Readonly<
    Record<
      'good' | 'expired' | 'early' | 'mismatch' | 'selfSigned' | 'incomplete' | 'untrusted' | 'old' | 'mute',
      number
    >
  >
}

/** `slowMs` is that of the check that will visit the site. */
export function everyday({ raw, other, closed, internal, six, secure }: Neighbours, slowMs: number): Faults {
  const nth = counter()
  const endless: Play = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' })
    const piece = Buffer.from(`<p>${'无穷'.repeat(5000)}</p>`)
    const more = () => {
      while (!response.destroyed && response.write(piece));
    }
    response.on('drain', more).on('error', () => undefined)
    more()
  }
  const drip: Play = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' })
    const timer = setInterval(() => response.write('<'), 100)
    response.on('close', () => clearInterval(timer))
  }
  const cookieWall: Play = (request, response) => {
    if (request.headers.cookie?.includes('pass=1')) page('有了饼干')(request, response)
    else response.writeHead(302, { location: request.url!, 'set-cookie': 'pass=1; Path=/' }).end()
  }
  const far: Play = (request, response) => redirect(`${request.url}x`)(request, response)
  const softUnknown = html('<title>某市人民政府</title><p>欢迎访问本站，请从首页进入浏览。</p>')

  const cases: Case[] = [
    // what a browser opens
    ok(
      '正常页',
      '/ok/page.html',
      page('正常页', '<h2 id="here">小节</h2><a href="#here">小节</a><a href="#no-such">无此处</a>'),
    ),
    ok('拒绝 HEAD 403', '/ok/head403.pdf', (request, response) =>
      response.writeHead(request.method === 'HEAD' ? 403 : 200).end('%PDF'),
    ),
    ok('拒绝 HEAD 405', '/ok/head405.zip', (request, response) =>
      response.writeHead(request.method === 'HEAD' ? 405 : 200).end('PK'),
    ),
    ok('稍候再来', '/ok/later.html', (request, response) =>
      nth(request.url!) === 1 ? response.writeHead(429, { 'retry-after': '1' }).end() : page('稍候')(request, response),
    ),
    ok('饼干墙', '/ok/cookie.html', cookieWall),
    ok('饼干墙 403', '/ok/cookie403.html', (request, response) =>
      request.headers.cookie?.includes('in=1')
        ? page('进来了')(request, response)
        : response.writeHead(403, { 'set-cookie': 'in=1' }).end('no'),
    ),
    ok('自刷新', '/ok/renew.html', (request, response) =>
      request.headers.cookie?.includes('seen=1')
        ? page('看过了')(request, response)
        : response
            .writeHead(200, { 'content-type': 'text/html', 'set-cookie': 'seen=1' })
            .end('<meta http-equiv="refresh" content="0;url=/ok/renew.html">'),
    ),
    ok('元刷新', '/ok/refresh.html', html('<meta http-equiv=refresh content="0; URL=page.html">')),
    ok('脚本跳转', '/ok/script.html', html('<script>window.location.href = "/ok/page.html";</script>')),
    ok(
      '点击才跳转',
      '/ok/click.html',
      html('<button onclick="go()">去</button><script>function go() { location.href = "/gone/404.html" }</script>'),
    ),
    ok('重定向链', '/ok/chain1', redirect('/ok/chain2')),
    ok(
      '截断的压缩',
      '/ok/half.html',
      bytes('text/html', gzipSync('<p>半截的压缩内容</p>'.repeat(500)).subarray(0, 60), { 'content-encoding': 'gzip' }),
    ),
    ok('长度写大', '/ok/short.html', (request) =>
      request.socket.end('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<p>short</p>'),
    ),
    ok('无穷内容', '/ok/endless.html', endless),
    ok(
      '压缩炸弹',
      '/ok/bomb.html',
      bytes('text/html', gzipSync(Buffer.alloc(30_000_000, 'x')), { 'content-encoding': 'gzip' }),
    ),
    ok('嵌套极深', '/ok/deep.html', html(`${'<div>'.repeat(60_000)}底${'</div>'.repeat(60_000)}`)),
    ok('空字节', '/ok/nul.html', bytes('text/html', Buffer.from('<p>a\0b</p><a href="/ok/page.html">\0</a>'))),
    ok(
      '坏的 UTF-8',
      '/ok/invalid.html',
      bytes(
        'text/html; charset=utf-8',
        Buffer.concat([Buffer.from('<p>好'), Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from('</p>')]),
      ),
    ),
    ok(
      '未声明 GBK',
      '/ok/gbk.html',
      bytes('text/html', gbk('<p>中文的工作是人民政府的一在有了不中文的工作</p><a href="/ok/query?w=中文">q</a>')),
    ),
    ok(
      '谎报编码',
      '/ok/lie.html',
      bytes('text/html; charset=gb2312', Buffer.from('<p>其实是万国码的页面，声明却不是</p>')),
    ),
    ok('大写路径', '/ok/Case.html', page('大写')),
    ok('小写路径', '/ok/case.html', page('小写')),
    ok('中文与空格', '/ok/中文 页.html', undefined),
    ok('行尾不规范', `http://127.0.0.1:${raw}/line-feeds`),
    ok('控制字符', `http://127.0.0.1:${raw}/control`),
    ok('无冒号', `http://127.0.0.1:${raw}/no-colon`),
    ok('长度两次', `http://127.0.0.1:${raw}/twice`),
    ok('长度与分块', `http://127.0.0.1:${raw}/both`),
    ok('好证书', `https://127.0.0.1:${secure.good}/`),
    ok('外部网站', `http://127.0.0.1:${other}/`),
    ok('邮件', 'mailto:a@b.cn'),
    ok('电话', 'tel:010-12345678'),
    ok('脚本', 'javascript:void(0)'),
    ok('图片', '/ok/a.png', bytes('image/png', Buffer.from('png')), {
      markup: '<img src="/ok/a.png" srcset="/ok/a.png 1x, /ok/b,c.png 2x">',
    }),
    ok('图片二', '/ok/b,c.png', bytes('image/png', Buffer.from('png')), { markup: '' }),
    ...(six === null ? [] : [ok('只有六', `http://[::1]:${six}/`)]),
    // what it does not
    broken('404', 'notFound', '/gone/404.html', status(404)),
    broken('410', 'gone', '/gone/410.html', status(410)),
    broken('500', 'serverError', '/gone/500.html', status(500)),
    broken('502', 'badGateway', '/gone/502.html', status(502)),
    broken('503', 'serverUnavailable', '/gone/503.html', status(503)),
    ...[400, 402, 405, 406, 409, 414, 451, 501, 504, 505, 520, 530, 599].map((code) =>
      broken(String(code), ofStatus(code), `/gone/${code}.html`, status(code)),
    ),
    broken(
      '自称不存在',
      'softNotFound',
      '/gone/soft.html',
      html('<title>提示信息</title><h2>您访问的页面不存在或已删除</h2>'),
    ),
    broken('与乱写的一样', 'softNotFound', '/soft/2019/t1.html'),
    broken('转到 404 页', 'softNotFound', '/gone/moved.html', redirect('/404.html')),
    broken('转到 404', 'notFound', '/gone/refresh.html', html('<meta http-equiv="refresh" content="0;url=404.html">')),
    broken(
      '脚本转到 404',
      'notFound',
      '/gone/script.html',
      html('<script>location.replace("/gone/404.html")</script>'),
    ),
    broken('断开', 'reset', '/gone/reset.html', (request) => request.socket.resetAndDestroy()),
    broken('不答而断', 'reset', '/gone/close.html', (request) => request.socket.end()),
    broken('空页', 'emptyAnswer', '/gone/empty.html', bytes('text/html', Buffer.alloc(0))),
    broken(
      '空文件',
      'emptyAnswer',
      '/gone/empty.pdf',
      bytes('application/pdf', Buffer.alloc(0), { 'content-length': '0' }),
    ),
    broken('循环', 'redirectLoop', '/gone/loop.html', redirect('/gone/loop.html')),
    broken('无穷重定向', 'tooManyRedirects', '/gone/far', far),
    broken('错误重定向', 'badRedirect', '/gone/badly.html', redirect('http://[/')),
    broken(
      '假压缩',
      'badEncoding',
      '/gone/fake.html',
      bytes('text/html', Buffer.from('<p>纯文本</p>'), { 'content-encoding': 'gzip' }),
    ),
    broken('写错地址', 'badAddress', 'http://['),
    broken('坏域名', 'dns', 'http://no-such-name.invalid/x'),
    broken('拒绝连接', 'refused', `http://127.0.0.1:${closed}/`),
    broken('不是 HTTP', 'badHttp', `http://127.0.0.1:${raw}/no-http`),
    broken('长度矛盾', 'badHttp', `http://127.0.0.1:${raw}/contradiction`),
    broken('不是 TLS', 'tls', `https://127.0.0.1:${other}/`),
    broken('坏邮件', 'badMail', 'mailto:无'),
    broken('坏电话', 'badPhone', 'tel:暂无'),
    broken('坏图', 'notFound', '/gone/x.png', status(404), { markup: '<img src="/gone/x.png">' }),
    broken('坏图集', 'notFound', '/gone/set.png', status(404), {
      markup: '<img src="/ok/a.png" srcset="/gone/set.png 2x">',
    }),
    broken('坏样式', 'notFound', '/gone/x.css', status(404), { markup: '<link rel=stylesheet href="/gone/x.css">' }),
    broken('样式里的坏图', 'notFound', '/gone/css.png', status(404), {
      markup: '<link rel=stylesheet href="/ok/good.css">',
      foundOn: '/ok/good.css',
    }),
    broken('行内样式的坏图', 'notFound', '/gone/inline.png', status(404), {
      markup: '<p style="background:url(/gone/inline.png)">',
    }),
    broken('坏脚本', 'notFound', '/gone/x.js', status(404), { markup: '<script src="/gone/x.js"></script>' }),
    broken('外部 404', 'notFound', `http://127.0.0.1:${other}/gone`),
    broken('外部软 404', 'softNotFound', `http://127.0.0.1:${other}/soft`),
    broken('大小写写错', 'notFound', '/OK/PAGE.html', undefined, { suggestion: '/ok/page.html' }),
    broken('全角', 'notFound', '/ok／page.html', undefined, { suggestion: '/ok/page.html' }),
    broken('少斜杠', 'notFound', '/gone/folder', undefined, { suggestion: '/gone/folder/' }),
    unreachable('不应答', 'timeout', '/late/never.html', () => undefined),
    unreachable('慢慢滴', 'bodyTimeout', '/late/drip.html', drip),
    slow('缓慢', 'slow', '/late/slow.html', (request, response) =>
      setTimeout(() => page('慢')(request, response), slowMs + 400),
    ),
    blocked('412', 'challenge', '/guard/412.html', status(412)),
    blocked('521', 'challenge', '/guard/521.html', status(521)),
    blocked('202', 'challenge', '/guard/202.html', (_request, response) => response.writeHead(202).end()),
    blocked('403', 'accessDenied', '/guard/403.html', status(403)),
    blocked('验证码', 'challenge', '/guard/captcha.html', html('<body>请输入验证码后继续访问</body>')),
    blocked('一直 429', 'rateLimited', '/guard/429.html', status(429)),
    away('转到别站', 'redirectedAway', '/away/other.html', redirect(`http://localhost:${other}/`, 301), {
      suggestion: `http://localhost:${other}/`,
    }),
    away(
      '脚本转到别站',
      'redirectedAway',
      '/away/script.html',
      html(`<script>location="http://localhost:${other}/"</script>`),
    ),
    away('转到首页', 'redirectedHome', '/away/2019/old.html', redirect('/')),
    wrong('图是网页', 'wrongType', '/wrong/a.jpg', page('不是图'), { markup: '<img src="/wrong/a.jpg">' }),
    wrong('附件是网页', 'wrongType', '/wrong/a.pdf', page('不是附件')),
    wrong('本机文件', 'localFile', 'file:///C:/通知.doc'),
    wrong('www.beijing.gov.cn', 'textNamesOther', `http://127.0.0.1:${other}/?other`),
    insecure('证书过期', 'certificateExpired', `https://127.0.0.1:${secure.expired}/`),
    insecure('证书不符', 'certificateMismatch', `https://127.0.0.1:${secure.mismatch}/`),
    insecure('自签名', 'certificateSelfSigned', `https://127.0.0.1:${secure.selfSigned}/`),
    insecure('证书未生效', 'certificateNotYetValid', `https://127.0.0.1:${secure.early}/`),
    insecure('机构不受信任', 'certificateUntrusted', `https://127.0.0.1:${secure.untrusted}/`),
    insecure('协议过旧', 'tlsOutdated', `https://127.0.0.1:${secure.old}/`),
    broken('握手即断', 'reset', `https://127.0.0.1:${secure.mute}/`),
    insecure('缺中间证书', 'certificateChain', `https://127.0.0.1:${secure.incomplete}/`),
    unchecked('内网', 'addressRefused', `http://127.0.0.2:${internal}/literal`),
    unchecked('内网十进制', 'addressRefused', `http://2130706434:${internal}/decimal`),
    unchecked('转到内网', 'addressRefused', '/in/side.html', redirect(`http://127.0.0.2:${internal}/redirected`)),
    unchecked('要登录', 'loginRequired', '/in/login.html', status(401)),
    unchecked('爬虫规则', 'robots', '/private/x.html', page('私')),
  ]
  return {
    cases,
    plays: {
      '/ok/page.html?1': page('正常页一'),
      '/404.html': html('<title>出错</title>出错了'),
      '/ok/chain2': redirect('/ok/chain3', 301),
      '/ok/chain3': redirect('page.html', 307),
      '/ok/%E4%B8%AD%E6%96%87%20%E9%A1%B5.html': page('中文页'),
      // Only the bytes that a browser sends for a GBK page find it.
      '/ok/query?w=%D6%D0%CE%C4': page('查到'),
      '/ok/good.css': bytes(
        'text/css',
        Buffer.from('/* url(/gone/comment.png) */ p { background: url("/gone/css.png") }'),
      ),
      '/gone/folder/': page('文件夹'),
    },
    others: (url) => (url.startsWith('/gone/far') ? far : url.startsWith('/soft/') ? softUnknown : undefined),
  }
}

const ofStatus = (code: number) =>
  code === 405 ? 'methodRefused' : code === 504 ? 'gatewayTimeout' : code < 500 ? 'requestRefused' : 'oddStatus'
