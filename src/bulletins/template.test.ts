import { describe, expect, test } from 'vitest'
import type { Figure } from './bulletin.ts'
import { figuresById, fill, fillText, inlineText, joinInlines } from './template.ts'

const total: Figure = {
  id: 'sites.total',
  label: '网站',
  text: '67',
  value: 67,
  numerator: null,
  denominator: null,
  rowKind: 'site',
  rowIds: [],
}
const figures = figuresById([total])

describe('fill', () => {
  test('a figure becomes a slot, a value becomes text', () => {
    expect(fill('全市{kind}共{sites.total}家。', { kind: '网站' }, figures)).toEqual([
      '全市网站共',
      { figure: 'sites.total' },
      '家。',
    ])
  })

  test('a value may hold slots itself, and is not filled again', () => {
    const inner = [{ figure: 'sites.total' }, '家{x}']
    expect(fill('（{inner}）', { inner }, figures)).toEqual(['（', { figure: 'sites.total' }, '家{x}）'])
  })

  test('an unknown placeholder is a mistake in the style', () => {
    expect(() => fill('{sites.totl}', {}, figures)).toThrow('unknown placeholder {sites.totl}')
    expect(() => fillText('{toString}', {})).toThrow('unknown placeholder {toString}')
  })
})

test('joining leaves out what is empty', () => {
  expect(joinInlines(['甲', '', [], ['乙', { figure: 'sites.total' }]], '，')).toEqual([
    '甲，乙',
    { figure: 'sites.total' },
  ])
})

test('a reader sees the printed figure; a slot without one is a mistake', () => {
  expect(inlineText(['共', { figure: 'sites.total' }, '家'], figures)).toBe('共67家')
  expect(() => inlineText([{ figure: 'none' }], figures)).toThrow('no such figure: none')
})
