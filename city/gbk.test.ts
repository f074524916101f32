import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeGbk, encodeGbkHtml } from './gbk.ts'

const decode = (bytes: Uint8Array): string => new TextDecoder('gbk').decode(bytes)

test('Chinese text comes back as it went', () => {
  const text = '上海市统计局（2025年）“通报”—A1'
  expect(decode(encodeGbk(text))).toBe(text)
  expect(encodeGbk('中').toString('hex')).toBe('d6d0')
})

test('what GBK does not know becomes a numeric reference', () => {
  expect(encodeGbkHtml('𠀀字').toString('latin1').slice(0, 8)).toBe('&#131072')
})

test('any text survives HTML encoding', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      const plain = text.replaceAll('&', '')
      const back = decode(encodeGbkHtml(plain)).replace(/&#(\d+);/g, (_, code: string) =>
        String.fromCodePoint(Number(code)),
      )
      expect(back).toBe(plain)
    }),
  )
})
