/** For tests: addresses as people write them. `origin` is only known when the site stands: `@host` and `@port` are put in. */
import { page, status } from '../test-plays.ts'
import type { Play } from '../test-server.ts'
import { broken, ok, unchecked, type Case, type Faults } from './fault.ts'

export function addresses(): Faults {
  const plays: Record<string, Play> = {}
  /** A link that a browser takes to this path. */
  const at = (name: string, href: string, path: string, markup?: string): Case => {
    plays[path] = page(name)
    return ok(name, href, undefined, markup === undefined ? {} : { markup })
  }
  const guarded = [
    'http://10.255.0.1/',
    'http://169.254.169.254/latest/',
    'http://[::ffff:10.0.0.1]/',
    'http://0.0.0.0:@port/',
    'http://192.168.0.1/',
    'http://[fd00::1]/',
    'http://100.64.0.1/',
    'http://3232235777/',
    'http://[::ffff:169.254.169.254]/',
    'http://[64:ff9b::a00:1]/',
  ]
  return {
    cases: [
      at('大写', '/addresses/Upper.HTML', '/addresses/Upper.HTML'),
      at('小写', '/addresses/upper.html', '/addresses/upper.html'),
      broken('大小写都不是', 'notFound', '/addresses/UPPER.html', undefined, { suggestion: '/addresses/upper.html' }),
      at('有斜杠', '/addresses/folder/', '/addresses/folder/'),
      broken('没有斜杠', 'notFound', '/addresses/folder', status(404), { suggestion: '/addresses/folder/' }),
      at('中文与空格', '/addresses/通知 公告.html', '/addresses/%E9%80%9A%E7%9F%A5%20%E5%85%AC%E5%91%8A.html'),
      at('中文参数', '/addresses/q?w=中 文', '/addresses/q?w=%E4%B8%AD%20%E6%96%87'),
      at('已编码的 GBK', '/addresses/%CD%A8%D6%AA.html', '/addresses/%CD%A8%D6%AA.html'),
      at('编码小写', '/addresses/%e4%b8%ad.html', '/addresses/%e4%b8%ad.html'),
      at('坏的百分号', '/addresses/%zz.html', '/addresses/%zz.html'),
      at('竖线', '/addresses/x|y.html', '/addresses/x|y.html'),
      at('方括号', '/addresses/[1].html', '/addresses/[1].html'),
      at('反斜杠', '\\addresses\\back.html', '/addresses/back.html'),
      at('制表与换行', '/addresses/ta\tb\nbed.html', '/addresses/tabbed.html'),
      at('前后空格', '  /addresses/trim.html  ', '/addresses/trim.html'),
      at('似实体', '/addresses/q2?a=1&copy=2&lt=3', '/addresses/q2?a=1&copy=2&lt=3'),
      at('实体', '/addresses/q3?a=1&b=2', '/addresses/q3?a=1&b=2', '<a href="/addresses/q3?a=1&amp;b=2">实体</a>'),
      at(
        '数字实体',
        '/addresses/entity.html',
        '/addresses/entity.html',
        '<a href="&#47;addresses&#x2F;entity.html">数</a>',
      ),
      at('协议一斜杠', 'http:/addresses/one.html', '/addresses/one.html'),
      at('协议无斜杠', 'http:addresses/none.html', '/addresses/none.html'),
      at('协议多斜杠', 'http:////@host/addresses/many.html', '/addresses/many.html'),
      at('协议大写', 'HTTP://@host/addresses/scheme.html', '/addresses/scheme.html'),
      at('用户', 'http://u:p@@host/addresses/user.html', '/addresses/user.html'),
      at('短地址', 'http://127.1:@port/addresses/short.html', '/addresses/short.html'),
      at('十六进制', 'http://0x7f000001:@port/addresses/hex.html', '/addresses/hex.html'),
      at('本机名', 'http://localhost:@port/addresses/local.html', '/addresses/local.html'),
      at('本机名大写', 'http://LOCALHOST:@port/addresses/local2.html', '/addresses/local2.html'),
      at('末尾有点', 'http://localhost.:@port/addresses/dot.html', '/addresses/dot.html'),
      at('双斜杠', '/addresses//double.html', '/addresses//double.html'),
      at('点段', '/addresses/./b/../dots.html', '/addresses/dots.html'),
      at('编码的点', '/addresses/%2e%2e/addresses/encoded.html', '/addresses/encoded.html'),
      at('空参数', '/addresses/end.html?', '/addresses/end.html?'),
      at('分号', '/addresses/x;v=1.html', '/addresses/x;v=1.html'),
      at('撇号', "/addresses/it's.html", "/addresses/it's.html"),
      at('加号', '/addresses/a+b.html?c=d+e', '/addresses/a+b.html?c=d+e'),
      at('表情', '/addresses/😀.html', '/addresses/%F0%9F%98%80.html'),
      at('单引号', '/addresses/single.html', '/addresses/single.html', `<a href='/addresses/single.html'>单</a>`),
      at('无引号', '/addresses/bare.html', '/addresses/bare.html', '<a href=/addresses/bare.html>无</a>'),
      at('标签大写', '/addresses/tag.html', '/addresses/tag.html', '<A HREF="/addresses/tag.html">大</A>'),
      at(
        '标签换行',
        '/addresses/lines.html',
        '/addresses/lines.html',
        '<a\n href\n=\n"/addresses/lines.html"\n>换</a>',
      ),
      at('标签斜杠', '/addresses/slash.html', '/addresses/slash.html', '<a/href="/addresses/slash.html"/>斜</a>'),
      broken('两个地址', 'notFound', '/addresses/first', undefined, {
        markup: '<a href="/addresses/first" href="/addresses/tag.html">两</a>',
      }),
      broken('主机有空格', 'badAddress', 'http://a b.cn/'),
      broken('没有主机', 'badAddress', 'http:///'),
      broken('端口太大', 'badAddress', 'http://127.0.0.1:99999/'),
      broken('中文域名', 'dns', 'http://不存在的域名.invalid/', undefined, {
        markup: '<a href="http://不存在的域名.invalid/">域</a>',
      }),
      broken('安全协议写错', 'tls', 'https://@host/'),
      ...guarded.flatMap((target, number) => [
        unchecked(`内网 ${target}`, 'addressRefused', target),
        unchecked(`转到内网 ${target}`, 'addressRefused', `/addresses/inside${number}.html`, (request, response) =>
          response.writeHead(302, { location: target.replace('@port', request.headers.host!.split(':')[1]!) }).end(),
        ),
      ]),
      unchecked('刷新到内网', 'addressRefused', '/addresses/refresh.html', (_request, response) =>
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end('<meta http-equiv=refresh content="0;url=http://10.255.0.1/">'),
      ),
      unchecked('脚本到内网', 'addressRefused', '/addresses/script.html', (_request, response) =>
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end('<script>location.href="http://10.255.0.1/"</script>'),
      ),
    ],
    plays,
  }
}
