import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { decodeText } from './charset.ts'

const chinese = '上海市人民政府关于印发本市贯彻落实若干措施的通知，请认真贯彻执行。'
const traditional = '國務院關於進一步加強網站管理的通知，請認真貫徹執行。'
const page = (text: string, charset?: string) =>
  `<html><head>${charset ? `<meta charset="${charset}">` : ''}</head>${text}</html>`

describe('the encoding of a page', () => {
  test.each([
    ['UTF-8, declared', iconv.encode(page(chinese, 'utf-8'), 'utf8'), '', 'utf-8', null],
    ['UTF-8, nothing declared', iconv.encode(page(chinese), 'utf8'), 'text/html', 'utf-8', null],
    ['UTF-8 with a mark', iconv.encode(page(chinese, 'gbk'), 'utf8', { addBOM: true }), '', 'utf-8', null],
    ['GBK by header', iconv.encode(page(chinese), 'gbk'), 'text/html; charset=GBK', 'gb18030', null],
    ['GB2312 by meta', iconv.encode(page(chinese, 'gb2312'), 'gbk'), 'text/html', 'gb18030', null],
    ['GBK, nothing declared', iconv.encode(page(chinese), 'gbk'), '', 'gb18030', null],
    ['GB18030 of four bytes', iconv.encode(page(`${chinese}𠀀`, 'gb18030'), 'gb18030'), '', 'gb18030', null],
    ['Big5, nothing declared', iconv.encode(page(traditional), 'big5'), '', 'big5', null],
    [
      'latin1 by default, GBK in truth',
      iconv.encode(page(chinese), 'gbk'),
      'text/html; charset=ISO-8859-1',
      'gb18030',
      null,
    ],
    ['UTF-16', iconv.encode(page(chinese), 'utf16le', { addBOM: true }), '', 'utf-16le', null],
  ])('%s', (_name, bytes, contentType, encoding, mismatch) => {
    const decoded = decodeText(bytes, contentType)
    expect(decoded).toMatchObject({ encoding, mismatch })
    expect(decoded.text).toMatch(encoding === 'big5' ? traditional : chinese)
  })

  test('what the bytes prove beats what is declared', () => {
    const utf8 = decodeText(Buffer.from(page(chinese, 'gb2312')), 'text/html; charset=gb2312')
    expect(utf8).toMatchObject({ encoding: 'utf-8', mismatch: '编码声明不一致：声明为 gb18030，实际为 utf-8' })
    const gbk = decodeText(iconv.encode(page(chinese, 'utf-8'), 'gbk'), 'text/html; charset=utf-8')
    expect(gbk).toMatchObject({ encoding: 'gb18030', mismatch: '编码声明不一致：声明为 utf-8，实际为 gb18030' })
    expect(gbk.text).toContain(chinese)
  })

  test('UTF-8 cut in the middle of a character is still UTF-8', () => {
    const bytes = Buffer.from(page(chinese))
    for (let end = bytes.length - 30; end > bytes.length - 40; end -= 1) {
      expect(decodeText(bytes.subarray(0, end), '').encoding).toBe('utf-8')
    }
  })

  test('UTF-8 with a broken byte stays UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from(page(chinese, 'utf-8')), Buffer.from([0xff]), Buffer.from(chinese)])
    expect(decodeText(bytes, '').encoding).toBe('utf-8')
  })

  test('nothing at all', () => expect(decodeText(Buffer.alloc(0), '').text).toBe(''))
})
