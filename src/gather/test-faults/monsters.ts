/** For tests: pages made to keep a reader busy. Each must be read in time that grows with its length only. */
import { bytes, html } from '../test-plays.ts'
import { ok, type Faults } from './fault.ts'

const monsters: Readonly<Record<string, string>> = {
  嵌套极深: `${'<div>'.repeat(100_000)}底`,
  格式极深: `${'<b><i>'.repeat(50_000)}x`,
  小于号: '<'.repeat(900_000),
  和号: '&'.repeat(900_000),
  引号不闭: `<p>x<a href="${'a'.repeat(900_000)}`,
  属性极多: `<p ${Array.from({ length: 80_000 }, (_, at) => `a${at}=1`).join(' ')}>x`,
  注释不闭: `<title>注</title><p>注释之前的内容<!--${'-'.repeat(900_000)}`,
  脚本不闭: `<title>脚</title><p>脚本之前的内容<script>${'a<b;'.repeat(200_000)}`,
  数据不闭: `<title>数</title><p>数据之前的内容<![CDATA[${']'.repeat(500_000)}`,
  表格: '<table><tr><td>'.repeat(50_000),
  选项: '<select><option>'.repeat(50_000),
  文字: '字'.repeat(300_000),
  样式: `<style>${'a{background:url('.repeat(50_000)}</style>x`,
  图集: `<img srcset="${', '.repeat(300_000)}">x`,
  题目: `<title>${'x'.repeat(900_000)}`,
  元数据: `${'<meta name=a content=b>'.repeat(40_000)}x`,
  日期: '2024年3月5日 '.repeat(50_000),
  空格: `<p>${' '.repeat(900_000)}x`,
  脚本跳转: `<script>${'location '.repeat(20_000)}</script>`,
  函数: `<script>location;${'function a(){'.repeat(20_000)}</script>`,
  定时: `<script>location;${"setTimeout('".repeat(20_000)}</script>`,
  数字: `<p>${'1'.repeat(900_000)}`,
  链接文字: `<a href="/to/land.html">${'<'.repeat(100_000)}`,
  百分号: `<a href="mailto:a@b.cn?${'%'.repeat(3000)}">x</a><p>百分号`,
  点按: `<p onclick="${'window.open('.repeat(50_000)}">点按`,
  标签开头: `<p>标签开头${'<a '.repeat(200_000)}`,
}

export function monsterPages(): Faults {
  return {
    cases: [
      ...Object.entries(monsters).map(([name, source], at) => ok(name, `/monsters/${at}.html`, html(source))),
      ok(
        '空字节',
        '/monsters/nul.html',
        bytes('text/html', Buffer.from('<p>a\0b</p>\0\0<a href="/to/land.html">x</a>')),
      ),
      ok(
        '随机',
        '/monsters/noise.html',
        bytes('text/html', Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * at * 31 + (at >> 3)) % 251))),
      ),
    ],
  }
}
