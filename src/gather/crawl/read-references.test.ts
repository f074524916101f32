import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import { describe, expect, test } from 'vitest'
import { cssReferences, srcsetReferences } from './css-references.ts'
import { saysMissing } from './missing-page.ts'
import { readReferences } from './read-references.ts'
import { cpuMs } from './test-cpu-time.ts'

const at = 'http://a.gov.cn/x/y.html'
const read = (html: string) => readReferences(html, at)
const refs = (html: string) => read(html).references.map(({ href, place }) => `${place} ${href}`)

describe('what a page refers to', () => {
  test.each([
    ['<a href="b.html">b</a>', ['a[href] b.html']],
    ["<A HREF='b.html'>b</A>", ['a[href] b.html']],
    ['<a href=b.html>b</a>', ['a[href] b.html']],
    ['<a class="x" href = "?a=1&amp;b=2#c">b</a>', ['a[href] ?a=1&b=2#c']],
    ['<a href="?a=1&copy=2">', ['a[href] ?a=1&copy=2']],
    ['<a href="first" href="second">', ['a[href] first']],
    ['<a title=">" href="b.html">', ['a[href] b.html']],
    ['<!-- <a href="b.html"> --><a href="c.html">', ['a[href] c.html']],
    ['<!--><a href="b.html">-->', ['a[href] b.html']],
    ['<script>"<a href=b.html>"</script><a href="c.html">', ['a[href] c.html']],
    ['<textarea><a href="b.html"></textarea>', []],
    ['<template><a href="b.html"></template><a href="c.html">', ['a[href] c.html']],
    ['<img src=a.png srcset="b.png 1x, c,d.png 2x">', ['img[src] a.png', 'img[srcset] b.png', 'img[srcset] c,d.png']],
    ['<style>p{background:url( "a.png" )}</style>', ['style url() a.png']],
    ['<p style="background:url(&quot;a.png&quot;)">', ['p[style] a.png']],
    ['<td background=a.gif>', ['td[background] a.gif']],
    ['<link rel="shortcut icon" href=i.ico><link rel=dns-prefetch href=//c.cn>', ['link[href] i.ico']],
    ['<script type=text/xml><![CDATA[<li><a href="r.html">r</a>]]></script>', ['a[href] r.html']],
    ['<a href="cut', []],
    [
      '<object data=a.swf></object><video poster=p.jpg src=v.mp4>',
      ['object[data] a.swf', 'video[src] v.mp4', 'video[poster] p.jpg'],
    ],
  ])('%s', (html, expected) => expect(refs(html)).toEqual(expected))

  test('texts of links', () => {
    const texts = read(
      '<a href=1><b>粗</b> 体&amp;</a><a href=2 title=题></a><a href=3><img alt="图"></a><a href=4><!-- 注 -->字<script>no</script></a>',
    ).references.map((reference) => reference.text())
    expect(texts).toEqual(['粗 体&', '题', '图', '字'])
  })

  test('places within it, base and title', () => {
    const page = read('<base href="/z/"><title>某 市&amp;</title><h2 id=a>甲</h2><a name="b">乙</a><input name=c>')
    expect([page.ids, page.base, page.title]).toEqual([['a', 'b'], 'http://a.gov.cn/z/', '某 市&'])
  })
})

describe('forwards', () => {
  test.each([
    ['<meta http-equiv="Refresh" content="0; url=b.html">', 'b.html', 'refresh'],
    ['<meta http-equiv=refresh content="3;URL=\'b.html\'">', 'b.html', 'refresh'],
    ['<script>location.href = "b.html"</script>', 'b.html', 'script'],
    ["<script>window.location.replace('b.html')</script>", 'b.html', 'script'],
    ['<script>top.location="b.html"</script>', 'b.html', 'script'],
    ['<script>setTimeout("location.href=\'b.html\'", 2000)</script>', 'b.html', 'script'],
    ['<script>var u = "b.html"; location.href = u</script>', 'b.html', 'script'],
    ['<script>location.href = "b" + ".html"</script>', 'b.html', 'script'],
    ['<script>location.href = `b.html`</script>', 'b.html', 'script'],
    ['<body onload="location.href=\'b.html\'">', 'b.html', 'script'],
    ['<script>(function () { location.replace("b.html") })()</script>', 'b.html', 'script'],
    ['<script>setTimeout(() => { location.href = "b.html" }, 9)</script>', 'b.html', 'script'],
    ['<script>function go() { location.href = "b.html" } go()</script>', 'b.html', 'script'],
    ['<script>window.onload = function () { location = "b.html" }</script>', 'b.html', 'script'],
  ])('%s', (html, href, via) => expect(read(html).forward).toEqual({ href, via, certain: true }))

  test.each([
    '<meta http-equiv=refresh content="300">',
    '<meta http-equiv=refresh content="60;url=b.html">',
    '<noscript><meta http-equiv=refresh content="0;url=b.html"></noscript>',
    '<script>function go() { if (x) { y() } location.href = "b.html" }</script>',
    '<script>// location.href = "b.html"\n</script>',
    `<script>location.href = "b.html"</script>${'<a href=x>链接</a>'.repeat(5)}`,
    '<script>var location_url = "b.html"</script>',
    '<script>b.onclick = function () { location.href = "b.html" }</script>',
    '<script>b.addEventListener("click", () => { location.href = "b.html" })</script>',
    '<script>const go = () => { location.href = "b.html" }</script>',
    '<script>var o = { go: function () { location.href = "b.html" } }</script>',
    `<script>var s = "location.href='b.html'"</script>`,
    '<script>location.href = "b" + name + ".html"</script>',
    '<script>if (x == 1) location.href = "b.html"</script><p>一张有自己内容的网页，并不靠脚本转到别处：各单位要认真开展检查工作，及时修复失效链接，按时报送结果，不得遗漏，特此通知。</p>',
  ])('none: %s', (html) => expect(read(html).forward).toBeNull())
})

test('a forward on a condition is uncertain', () => {
  const html = '<script>if (/Android/.test(navigator.userAgent)) { location.href = "m.html" }</script>'
  expect(read(html).forward).toEqual({ href: 'm.html', via: 'script', certain: false })
})

test.each([
  'function a(){',
  'location;function a(){',
  "setTimeout('",
  'location=',
  'location="a"+',
  'a=>{',
  '(',
  '/',
  '`',
])('a script of nothing but %j is read in one go', (piece) => {
  const started = cpuMs()
  read(`<script>location;${piece.repeat(10_000)}</script>`)
  expect(cpuMs() - started).toBeLessThan(5000)
})

describe('a page that says it is not there', () => {
  const says = (text: string, title = '') =>
    saysMissing({ title, text, ownText: text, textLength: text.length, references: [] })
  test.each([
    '抱歉，您访问的页面已被删除或不存在！',
    '文章ID不存在或已删除',
    '站点不存在或已关闭',
    '没有该文章或该文章未审核',
    '您所要瀏覽的網頁不存在',
    '系统繁忙或页面不存在',
    'The requested URL was not found on this server.',
  ])('%s', (text) => expect(says(text)).toBe(true))

  test.each([
    '原“政务动态”栏目内容已删除并合并到新栏目',
    '上传附件时提示文件不存在怎么办',
    '没有找到相关信息',
    '未找到记录',
    '暂无数据',
    '网站上的“办事指南”页面找不到了',
  ])('not: %s', (text) => expect(says(text)).toBe(false))

  test('the number in a title', () => {
    expect(says('近日正式启用', '404医院新址启用')).toBe(false)
    expect(says('Oops', '404 - 出错')).toBe(true)
  })
})

test('addresses in style sheets', () => {
  const css = `@import "a.css"; @import url(b.css) screen; p { background: url('c.png'), url(d\\ e.png); /* url(no.png) */ }
    q { src: url(data:x) url(#f) url( "g.woff2" ) format("woff2") }`
  expect(cssReferences(css).map(({ href }) => href)).toEqual(['a.css', 'b.css', 'c.png', 'd e.png', 'g.woff2'])
  expect(cssReferences(css).map(({ kind }) => kind)).toEqual(['style', 'style', 'image', 'image', 'image'])
  expect(srcsetReferences('a.png, b.png 2x,c.png 3x')).toEqual(['a.png', 'b.png', 'c.png'])
})

test.each([
  ['text that looks like an address', 'p { content: "url(no.png)" } @namespace s url(http://www.w3.org/2000/svg);', []],
  ['sets of pictures', 'p { background: image-set("a.png" 1x type("image/png"), url(b.png) 2x) }', ['a.png', 'b.png']],
  ['escapes', 'p { background: url(c\\,d.png) } q { background: URL("e (1).png") }', ['c,d.png', 'e (1).png']],
  ['what a browser cannot read', 'p { background: url(a b.png) } q { background: url(c.png) }', ['c.png']],
  ['a sheet that ends too soon', 'p { background: url(a.png', ['a.png']],
])('in style sheets: %s', (_, css, expected) => expect(cssReferences(css).map(({ href }) => href)).toEqual(expected))

test.each(['url(', 'a{background:url(', 'url("', '"', '/*', 'url(\\', 'image-set(', '@import '])(
  'a sheet of nothing but %j is read in one go',
  (piece) => {
    const started = cpuMs()
    cssReferences(`url(a.png)${piece.repeat(300_000)}`)
    // Looked for again from every place, it took minutes.
    expect(cpuMs() - started).toBeLessThan(5000)
  },
)

/** The same question to a whole parser. */
function parsed(html: string): string[] {
  const found: string[] = []
  let templates = 0
  const parser = new Parser({
    onopentag(tag, attributes) {
      if (tag === 'template') templates += 1
      if (templates > 0) return
      if (tag === 'a' && attributes['href'] !== undefined) found.push(attributes['href'])
      if (tag === 'img' && attributes['src'] !== undefined) found.push(attributes['src'])
    },
    onclosetag: (tag) => {
      if (tag === 'template') templates = Math.max(0, templates - 1)
    },
  })
  parser.end(html)
  return found
}

test('mutilated documents are read as a whole parser reads them', () => {
  const piece = fc.constantFrom(
    '<a href="u.html">',
    '</a>',
    '<a href=v>',
    "<a title='>' href='w'>",
    '<img src=i.png>',
    '<p class=x>',
    '</p>',
    '文字',
    '<',
    '>',
    '"',
    "'",
    '<!-- ',
    ' -->',
    '--!>',
    '<!-->',
    '<!DOCTYPE html>',
    '<?php',
    '?>',
    '<script>',
    '</script>',
    'var a = "<a href=no>";',
    '<style>',
    '</style>',
    '<title>',
    '</title >',
    '<textarea>',
    '</textarea>',
    ' href="x',
    '=',
    '/',
    '<a\nhref\n=\n"y"\n>',
    '<a/href=z>',
    '</',
    '<a href="&amp;&lt;">',
    '<A HREF=up>',
    '</script x>',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const html = pieces.join('')
      const found = read(html).references.filter(({ place }) => place === 'a[href]' || place === 'img[src]')
      expect(found.map(({ href }) => href)).toEqual(parsed(html))
    }),
    { numRuns: 2000 },
  )
})
