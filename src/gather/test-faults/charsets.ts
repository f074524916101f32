/** For tests: pages whose encoding is undeclared, misdeclared or rare. What their links lead to shows how they were read. */
import iconv from 'iconv-lite'
import { bytes, page } from '../test-plays.ts'
import type { Play } from '../test-server.ts'
import { ok, type Case, type Faults } from './fault.ts'

const simplified =
  '<title>关于印发工作方案的通知</title><p>各区人民政府，市政府各部门：现将工作方案印发给你们，请认真贯彻执行。</p>'
const traditional =
  '<title>關於印發工作方案的通知</title><p>各區人民政府，市政府各部門：現將工作方案印發給你們，請認真貫徹執行。</p>'
const [inGbk, inBig5, inUtf8] = ['%D6%D0%CE%C4', '%A4%A4%A4%E5', '%E4%B8%AD%E6%96%87'] as const

export function charsets(): Faults {
  const plays: Record<string, Play> = {}
  const cases: Case[] = []
  /** A page with a Chinese query, and the bytes that a browser makes of it. */
  const add = (name: string, encoding: string, source: string, query: string, type = 'text/html', mark = '') => {
    const number = cases.length
    const text = `${source}<p>第${'一二三四五六七八九十'.repeat(2).slice(number, number + 3)}号</p><a href="/charsets/q${number}?w=中文">查</a>`
    const body =
      encoding === 'utf-16be'
        ? iconv.encode(mark + text, 'utf16-be', { addBOM: false })
        : iconv.encode(mark + text, encoding)
    cases.push(ok(name, `/charsets/${number}.html`, bytes(type, body)))
    plays[`/charsets/q${number}?w=${query}`] = page(`查到 ${name}`)
  }
  add('GBK 未声明', 'gbk', simplified, inGbk)
  add('Big5 未声明', 'big5', traditional, inBig5)
  add('Big5 页内声明', 'big5', `<meta charset=big5>${traditional}`, inBig5)
  add('GBK 头里声明', 'gbk', simplified, inGbk, 'text/html; charset=GBK')
  add('GB2312 带引号', 'gbk', simplified, inGbk, 'text/html; charset="gb2312"')
  add('GB18030', 'gb18030', `<meta http-equiv="Content-Type" content="text/html; charset=gb18030">${simplified}`, inGbk)
  add('UTF-16 有记号', 'utf-16le', simplified, inUtf8, 'text/html', '\ufeff')
  add('UTF-16BE 有记号', 'utf-16be', simplified, inUtf8, 'text/html', '\ufeff')
  add('UTF-16 头里声明', 'utf-16le', simplified, inUtf8, 'text/html; charset=utf-16le')
  add('UTF-8 说成 GBK', 'utf8', `<meta charset=gbk>${simplified}`, inUtf8)
  add('GBK 说成 UTF-8', 'gbk', `<meta charset=utf-8>${simplified}`, inGbk)
  add('GBK 头里说成 UTF-8', 'gbk', simplified, inGbk, 'text/html; charset=utf-8')
  add('编码名不存在', 'utf8', simplified, inUtf8, 'text/html; charset=nonsense')
  add('UTF-8 有记号', 'utf8', simplified, inUtf8, 'text/html', '\ufeff')
  add('说成西文', 'gbk', `<meta charset=iso-8859-1>${simplified}`, inGbk)
  return { cases, plays }
}
