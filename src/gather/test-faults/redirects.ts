/** For tests: redirects of every kind, followed as browsers do. */
import { html, page, raw, rawRedirect, redirect, status } from '../test-plays.ts'
import type { Play } from '../test-server.ts'
import { away, blocked, broken, ok, type Faults } from './fault.ts'

const cookieOf = (request: Parameters<Play>[0]) => request.headers.cookie ?? ''
/** A chain of so many redirects. */
const chain = (name: string, length: number): Record<string, Play> =>
  Object.fromEntries([
    ...Array.from({ length: length - 1 }, (_, at) => [`/to/${name}${at + 1}`, redirect(`/to/${name}${at + 2}`)]),
    [`/to/${name}${length}`, page(`${length} 跳之后`)],
  ])

export function redirects(): Faults {
  return {
    cases: [
      ...[301, 302, 303, 307, 308].map((code) => ok(`重定向 ${code}`, `/to/${code}`, redirect('/to/land.html', code))),
      ok('二十跳', '/to/far0', redirect('/to/far1')),
      broken('二十一跳', 'tooManyRedirects', '/to/farther0', redirect('/to/farther1')),
      ok('地址含中文', '/to/zh', rawRedirect('/to/中文.html')),
      ok('地址参数含中文', '/to/zhq', rawRedirect('/to/q?w=中文')),
      ok('地址含空格', '/to/space', redirect('/to/a b.html')),
      ok('地址有片段', '/to/hash', redirect('/to/land.html#x')),
      ok('地址无协议', '/to/host', (request, response) =>
        redirect(`//${request.headers.host}/to/land.html`)(request, response),
      ),
      ok('协议大写', '/to/upper', (request, response) =>
        redirect(`HTTP://${request.headers.host}/to/land.html`)(request, response),
      ),
      ok('地址有用户', '/to/user', (request, response) =>
        redirect(`http://a:b@${request.headers.host}/to/land.html`)(request, response),
      ),
      ok('只有参数', '/to/query', redirect('?x=1')),
      ok('相对地址', '/to/dots', redirect('../to/./land.html')),
      ok('反斜杠', '/to/back', redirect('\\to\\land.html')),
      ok('前后空白', '/to/blank', rawRedirect('   /to/land.html  ')),
      ok('没有地址但有内容', '/to/nowhere', (_request, response) =>
        response
          .writeHead(302, { 'content-type': 'text/html' })
          .end('<title>转</title><p>没有地址可转，只好看这里</p>'),
      ),
      ok(
        '地址空',
        '/to/empty',
        raw(
          'HTTP/1.1 302 F\r\nLocation: \r\nContent-Type: text/html\r\nContent-Length: 20\r\n\r\n<title>e</title><p>x',
        ),
      ),
      ok('地址两个相同', '/to/same', rawRedirect('/to/land.html', '/to/land.html')),
      broken('地址两个不同', 'badRedirect', '/to/differ', rawRedirect('/to/land.html', '/to/nope')),
      ok('多种选择', '/to/300', (_request, response) =>
        response
          .writeHead(300, { location: '/to/land.html', 'content-type': 'text/html' })
          .end('<title>选</title><p>请选择语言版本</p>'),
      ),
      ok('二零一', '/to/201', (_request, response) =>
        response.writeHead(201, { location: '/to/nope', 'content-type': 'text/html' }).end('<p>二零一的内容</p>'),
      ),
      broken('两步循环', 'redirectLoop', '/to/loop1', redirect('/to/loop2')),
      broken('转到脚本', 'badRedirect', '/to/script', redirect('javascript:alert(1)')),
      broken('转到文件', 'badRedirect', '/to/file', redirect('file:///etc/passwd')),
      broken('转到数据', 'badRedirect', '/to/data', redirect('data:text/html,hi')),
      broken('转到不存在', 'notFound', '/to/dead', redirect('/to/nope')),
      broken('转到坏端口', 'badRedirect', '/to/port', redirect('http://127.0.0.1:99999/')),
      broken('转到错误页', 'softNotFound', '/to/2021/1.html', redirect('/error.html')),
      broken('转到 error404', 'softNotFound', '/to/2021/2.html', redirect('/error404.html')),
      broken('转到 err/404', 'softNotFound', '/to/2021/3.html', redirect('/err/404.htm')),
      away('转到首页文件', 'redirectedHome', '/to/2021/4.html', redirect('/index.html')),
      away(
        '刷新到首页',
        'redirectedHome',
        '/to/2021/5.html',
        html('<meta http-equiv=refresh content="3;url=/">正在转到首页'),
      ),
      away('脚本到首页', 'redirectedHome', '/to/2021/6.html', html('<script>location.href="/"</script>')),
      ok('旧首页', '/main.html', redirect('/')),
      blocked('转到验证', 'challenge', '/to/captcha', redirect('/to/verify.html')),
      ok('两步饼干', '/to/wall.html', (request, response) =>
        /a=1/.test(cookieOf(request))
          ? page('两步饼干之后')(request, response)
          : redirect('/to/set')(request, response),
      ),
      ok('刷新头', '/to/refresh', (_request, response) =>
        response.writeHead(200, { refresh: '0; url=/to/land.html', 'content-type': 'text/html' }).end('<p>转</p>'),
      ),
      broken('刷新头到不存在', 'notFound', '/to/refresh-dead', (_request, response) =>
        response.writeHead(200, { refresh: '0; url=/to/nope', 'content-type': 'text/html' }).end('<p>转</p>'),
      ),
    ],
    plays: {
      ...chain('far', 20),
      ...chain('farther', 21),
      '/to/land.html': page('落地'),
      '/to/%E4%B8%AD%E6%96%87.html': page('中文落地'),
      '/to/q?w=%E4%B8%AD%E6%96%87': page('中文参数'),
      '/to/a%20b.html': page('空格落地'),
      '/to/query?x=1': page('参数落地'),
      '/to/loop2': redirect('/to/loop1'),
      '/to/nope': status(404),
      '/to/set': (_request, response) =>
        response
          .writeHead(302, { location: '/to/wall.html', 'set-cookie': ['a=1; Path=/to; HttpOnly', 'b=2; Path=/'] })
          .end(),
      '/to/verify.html': html('<title>人机验证</title><body>请完成验证</body>'),
      '/error.html': html('<title>提示</title><p>系统开小差了，请稍后再试'),
      '/error404.html': html('<title>某市</title><p>小编正在努力'),
      '/err/404.htm': html('<title>某市</title><p>请返回'),
      '/index.html': page('首页的另一个名字'),
    },
  }
}
