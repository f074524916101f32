import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clip, normaliseText } from './text.ts'

describe('normaliseText', () => {
  test.each([
    ['full-width letters and digits', '第１２期ＡＢｃ', '第12期ABc'],
    ['Chinese punctuation stays', '“上海”（发布），1：2', '“上海”（发布），1：2'],
    ['odd spaces become one', ' 上海\u3000\u00a0\t发布\r\n', '上海 发布'],
    ['what nobody sees goes', '上\u200b海\ufeff发\u0000布\u202e', '上海发布'],
    ['composed letters', 'e\u0301', '\u00e9'],
    ['letters composed only after something was taken out', 'e\u200b\u0301Ａ\u0301', '\u00e9\u00c1'],
  ])('%s', (_, given, expected) => {
    expect(normaliseText(given)).toBe(expected)
  })

  test('a second time changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = normaliseText(text)
        expect(normaliseText(once)).toBe(once)
      }),
    )
  })

  test('what is left can be written into XML', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(normaliseText(text)).not.toMatch(/[\u0000-\u001f\u007f\ufffe\uffff]/)
      }),
    )
  })
})

describe('clip', () => {
  test('short texts stay, long ones end with an ellipsis', () => {
    expect(clip('上海发布', 4)).toBe('上海发布')
    expect(clip('上海发布了', 4)).toBe('上海发…')
    expect(clip('😀😀😀', 2)).toBe('😀…')
  })

  test('is never longer than asked and never tears a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (text, most) => {
        const clipped = clip(text, most)
        expect(Array.from(clipped).length).toBeLessThanOrEqual(most)
        expect(text.startsWith(clipped.replace(/…$/, ''))).toBe(true)
      }),
    )
  })
})
