/** For tests: everything that a page refers to, and what only looks like it. */
import { bytes, html, page, redirect } from '../test-plays.ts'
import type { Play } from '../test-server.ts'
import { broken, ok, wrong, type Case, type Faults } from './fault.ts'

const picture = bytes('image/png', Buffer.from('89504e470d0a1a0a', 'hex'))
const sheet = (css: string): Play => bytes('text/css', Buffer.from(css))
const gone = (place: string, file: string, markup: string, foundOn?: string): Case =>
  broken(place, 'notFound', `/references/${file}`, undefined, { markup, ...(foundOn ? { foundOn } : {}) })

/** Nothing of this is a link that a visitor could follow. */
const none =
  `<!-- <a href="/none/comment.html">c</a> --><!--[if IE]><a href="/none/ie.html">c</a><![endif]-->` +
  `<script>var x='<a href="/none/script.html">'</script><template><a href="/none/template.html">t</a></template>` +
  `<textarea><a href="/none/textarea.html"></textarea><style>/* url(/none/comment.png) */ .a{background:url(data:image/png;base64,AAAA)}</style>` +
  `<p title="<a href='/none/title.html'>">t</p><xmp><a href="/none/xmp.html"></xmp><noscript><img src="/none/noscript.png"></noscript>` +
  `<img data-src="{{item.img}}"><img data-original="true"><img data-src="\${url}/a.png"><option value="1">一</option>` +
  `<a onclick="return confirm('/none/confirm.html')">c</a><a onclick="window.open('/none/' + id + '.html')">变</a>` +
  `<a href="">空</a><a href="#">井</a><a href="#top">顶</a><a href="javascript:void(0)">j</a><a href="JavaScript:go()">J</a><a href=" javascript:;">j</a>` +
  `<a href="java&#9;script:x">j</a><a href="data:text/html,hi">d</a><a href="about:blank">a</a><a href="weixin://dl">w</a><a href="sms:10086">s</a>` +
  `<a href="blob:x">b</a><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><img src=""><link rel="dns-prefetch" href="//nope.invalid">` +
  `<link rel=preconnect href="http://nope2.invalid"><a href="ed2k://x">e</a><iframe src="about:blank"></iframe><object></object>` +
  `<a href="mailto:a@b.cn?subject=你好">m</a><a href="mailto:a@b.cn,c@d.cn">m</a><a href="MAILTO:a@b.cn">m</a><a href="mailto:%E5%BC%A0%3Ca@b.cn%3E">m</a>` +
  `<a href="tel:+86-10-12345678">t</a><a href="tel:(010)12345678,801">t</a><a href="tel:12345">t</a>`

const places =
  '<p id="one">1</p><a name="two">2</a><p id="中">3</p><p id="a b">4</p><p ID=CASE>5</p>' +
  [
    'one',
    'two',
    '中',
    '%E4%B8%AD',
    'a%20b',
    'top',
    '',
    ':~:text=x',
    'CASE',
    '!route',
    'missing',
    'One',
    'case',
    '%E6%97%A0',
  ]
    .map((place) => `<a href="/references/places.html#${place}">${place}</a>`)
    .join('')

export const lostPlaces = ['missing', 'One', 'case', '%E6%97%A0'].map((place) => `/references/places.html#${place}`)

export function references(): Faults {
  return {
    cases: [
      gone('图集 x', 'x.png', '<img src=/references/a.png srcset="/references/a.png 1x,/references/x.png 2x">'),
      gone(
        '图集 w',
        'w.png',
        '<img src=/references/a.png srcset=" /references/a.png 480w , /references/w.png  800w ">',
      ),
      gone(
        '图集逗号',
        'comma.png',
        '<img src=/references/a.png srcset="data:image/png;base64,AA,BB 1x, /references/c,d.png 2x, /references/comma.png 3x">',
      ),
      gone(
        '图源',
        'source.webp',
        '<picture><source srcset="/references/source.webp" type="image/webp"><img src=/references/a.png></picture>',
      ),
      gone(
        '预载图集',
        'preload.png',
        '<link rel=preload as=image href=/references/a.png imagesrcset="/references/preload.png 2x">',
      ),
      gone(
        '懒加载',
        'lazy.png',
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="/references/lazy.png">',
      ),
      gone('懒加载原图', 'original.jpg', '<img class=lazy data-original="/references/original.jpg">'),
      gone('懒加载图集', 'lazy2.png', '<img data-srcset="/references/a.png 1x, /references/lazy2.png 2x">'),
      gone('懒加载框架', 'lazy-frame.html', '<iframe data-src="/references/lazy-frame.html"></iframe>'),
      gone('海报', 'poster.png', '<video poster="/references/poster.png"></video>'),
      gone('对象', 'object.swf', '<object data="/references/object.swf"></object>'),
      gone('嵌入', 'embed.swf', '<embed src="/references/embed.swf">'),
      gone('框架', 'frame.html', '<iframe src="/references/frame.html"></iframe>'),
      gone('矢量', 'use.svg', '<svg><use href="/references/use.svg#a"/></svg>'),
      gone('矢量旧式', 'xlink.svg', '<svg><use xlink:href="/references/xlink.svg#a"/></svg>'),
      gone('矢量图', 'vector.png', '<svg><image xlink:href="/references/vector.png"/></svg>'),
      gone('图按钮', 'button.png', '<input type=image src="/references/button.png">'),
      gone('背景', 'background.png', '<table><tr><td background="/references/background.png">x</table>'),
      gone('行内样式', 'inline.png', '<p style="background:url(&quot;/references/inline.png&quot;)">x'),
      gone('样式', 'style.png', '<style>.a{background:url( "/references/style.png" )}</style>'),
      gone('样式引入', 'import.css', '<style>@import "/references/import.css";</style>'),
      gone('样式引入二', 'import2.css', '<style>@import url(/references/import2.css) screen;</style>'),
      gone(
        '样式表里',
        'rel.png',
        '<link rel="stylesheet" href="/references/css/main.css">',
        '/references/css/main.css',
      ),
      gone('样式表集', 'set.png', '', '/references/css/main.css'),
      gone('样式表大写', 'upper.png', '', '/references/css/main.css'),
      gone('样式表的样式表', 'css/sub/nested.png', '', '/references/css/sub/second.css'),
      broken('字体', 'notFound', '/references/font.eot?', undefined, {
        markup: '',
        foundOn: '/references/css/main.css',
      }),
      gone('脚本', 'script.js', '<script src="/references/script.js"></script>'),
      gone('图标', 'icon.ico', '<link rel="shortcut icon" href="/references/icon.ico">'),
      gone('音频', 'audio.mp3', '<audio src="/references/audio.mp3"></audio>'),
      gone('字幕', 'track.vtt', '<video><track src="/references/track.vtt"></video>'),
      gone('热区', 'area.html', '<map name=m><area href="/references/area.html"></map>'),
      gone('附件带参数', 'file.pdf?x=1', '<a href="/references/file.pdf?x=1">附件</a>'),
      // Widespread on official sites: lists of friendly links, and links that a script opens.
      gone(
        '下拉友情链接',
        'friend.html',
        '<select onchange="window.open(this.value)"><option value="http://@host/references/friend.html">友情</select>',
      ),
      gone('点按打开', 'open.html', `<span onclick="window.open('/references/open.html')">打开</span>`),
      gone('点按前往', 'go.html', `<div onclick="location.href='/references/go.html'">前往</div>`),
      gone('脚本链接', 'js.html', `<a href="javascript:window.open('/references/js.html','_blank')">脚本</a>`),
      ok('下拉好的', '/references/friend-ok.html', page('友情'), {
        markup: '<select><option value="http://@host/references/friend-ok.html">友情</select>',
      }),
      wrong('图是网页', 'wrongType', '/references/page.jpg', page('假图'), {
        markup: '<img src="/references/page.jpg">',
      }),
      ok('样式重定向', '/references/moved.css', redirect('/references/moved-here.css'), {
        markup: '<link rel=stylesheet href="/references/moved.css">',
      }),
      ok(
        '基址',
        '/references/base.html',
        html(
          '<a href="x1.html">前</a><base href="/based/"><title>基址</title><p>基址页</p><a href="x2.html">后</a><img src=i.png>',
        ),
      ),
      ok(
        '基址只有目标',
        '/references/base2.html',
        html(
          '<base target=_blank><base href="/based/"><base href="/nope/"><title>基址二</title><p>基址二页</p><a href="x3.html">y</a>',
        ),
      ),
      ok(
        '基址相对',
        '/references/base3.html',
        html('<base href="../based/"><title>基址三</title><p>基址三页</p><a href="x4.html">z</a>'),
      ),
      broken('基址下的坏链接', 'notFound', '/based/gone.html', undefined, {
        markup: '',
        foundOn: '/references/base4.html',
      }),
      ok(
        '基址四',
        '/references/base4.html',
        html('<base href="/based/"><title>基址四</title><p>基址四页</p><a href="gone.html">坏</a>'),
      ),
      ok('位置', '/references/places.html', html(`<title>位置</title>${places}`)),
      ok(
        '不是链接的',
        '/references/none.html',
        html(`<title>没有链接</title><p>这一页里没有可以打开的链接</p>${none}`),
      ),
    ],
    plays: {
      '/references/a.png': picture,
      '/references/c,d.png': picture,
      '/references/404.png': picture,
      '/references/css/main.css': sheet(
        `@charset "utf-8"; @import 'sub/second.css'; .a{background:url(../rel.png)} /* url(no.png) */ @font-face{src:url(/references/font.eot?#iefix) format("x")}` +
          ` .b{background-image:image-set("/references/set.png" 1x, url(/references/a.png) 2x)} .c{content:"url(/no/string.png)"} .d{background:url(../c\\,d.png)}` +
          ` .e{background:URL('/references/upper.png')} .f{background:url(data:image/svg+xml;utf8,<svg/>)} .g{behavior:url(#default#VML)} .h{fill:url(#grad)}`,
      ),
      '/references/css/sub/second.css': sheet('.z{background:url(nested.png)} @import "second.css"; '),
      '/references/moved-here.css': sheet('a{}'),
      ...Object.fromEntries([1, 2, 3, 4].map((number) => [`/based/x${number}.html`, page(`基址之下 ${number}`)])),
      '/based/i.png': picture,
    },
  }
}
