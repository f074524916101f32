/** For tests: pages of which only a browser knows what they are. */
import { bytes, html, page, status } from '../test-plays.ts'
import { away, blocked, broken, ok, type Faults } from './fault.ts'

const script = (text: string) => bytes('text/javascript', Buffer.from(text))
const challenge = (cookie: string, then: string) => `<script>document.cookie="${cookie};path=/";${then}</script>`

export function scripted(): Faults {
  const gate =
    (name: string, code: number, markup: string): Faults['cases'][number]['play'] =>
    (request, response) =>
      request.headers.cookie?.includes(name)
        ? page('质询之后')(request, response)
        : response.writeHead(code, { 'content-type': 'text/html' }).end(markup)
  return {
    cases: [
      // Only whoever runs scripts knows.
      broken('别处的脚本', 'notFound', '/scripted/shell.html', html('<script src="/scripted/go.js"></script>')),
      ok('脚本写成的页', '/scripted/made.html', html('<div id=app></div><script src="/scripted/made.js"></script>')),
      broken(
        '脚本写成的不存在',
        'softNotFound',
        '/scripted/missing.html',
        html('<div id=app></div><script src="/scripted/missing.js"></script>'),
      ),
      broken('脚本写出的坏链接', 'notFound', '/scripted/written.html', undefined, {
        markup: '',
        foundOn: '/scripted/made.html',
      }),
      ok('饼干后重载', '/scripted/reload.html', (request, response) =>
        html(
          request.headers.cookie?.includes('seen=2')
            ? '<title>重载之后</title><p>重载之后才看得到的内容'
            : '<html><script>document.cookie="seen=2;path=/";location.reload()</script></html>',
        )(request, response),
      ),
      ok(
        '饼干后转回',
        '/scripted/back.html',
        gate('kk=9', 200, challenge('kk=9', 'location.href="/scripted/back.html"')),
      ),
      ok(
        '加速乐之后',
        '/scripted/521.html',
        gate('__jsl_clearance=1', 521, challenge('__jsl_clearance=1', 'location.href=location.pathname')),
      ),
      // It leads to an address of its own, and what that answers says nothing about the page behind it.
      blocked(
        '云锁不放行',
        'challenge',
        '/scripted/yunsuo.html',
        html(
          '<script>function YunSuoAutoJump(){self.location="/scripted/none?security_verify_data=1"}setTimeout("YunSuoAutoJump()",50)</script>',
        ),
      ),
      away(
        '脚本转到首页',
        'redirectedHome',
        '/scripted/2020/1.html',
        html('<script src="/scripted/home.js"></script>'),
      ),
    ],
    plays: {
      '/scripted/go.js': script(`location.replace('/scripted/none')`),
      '/scripted/made.js': script(
        `app.innerHTML = '<h1>脚本写成</h1><p>这里的内容都由脚本写成，有一个链接是坏的。</p><a href="/scripted/written.html">坏</a>'`,
      ),
      '/scripted/missing.js': script(`app.innerHTML = '<h1>404</h1><p>抱歉，您访问的页面不存在</p>'`),
      '/scripted/home.js': script('location.replace("/")'),
      '/scripted/none': status(404),
    },
  }
}
