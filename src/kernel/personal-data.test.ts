import { assert, constantFrom, integer, property, string, tuple } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findPersonalData, maskPersonalData } from './personal-data.ts'

const kinds = (text: string) => findPersonalData(text).map(({ kind }) => kind)

/** With the check digit that GB 11643 asks for. */
function identityNumber(first17: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, index) => total + weight * Number(first17[index]), 0)
  return first17 + '10X98765432'[sum % 11]!
}

function withLuhn(digits: string): string {
  for (let check = 0; check < 10; check += 1) {
    const card = `${digits}${check}`
    const sum = card
      .split('')
      .toReversed()
      .reduce((total, each, index) => {
        const value = Number(each) * (index % 2 === 0 ? 1 : 2)
        return total + (value > 9 ? value - 9 : value)
      }, 0)
    if (sum % 10 === 0) return card
  }
  throw new Error('unreachable')
}

describe('a number of a person', () => {
  test.each([
    ['身份证号：11010519491231002X。', '身份证号：110*************2X。'],
    ['身份证 110105 19491231 002x', '身份证 110*************2X'],
    ['１１０１０５１９４９１２３１００２Ｘ', '110*************2X'],
    ['联系电话13812345678（王先生）', '联系电话138****5678（王先生）'],
    ['手机：138-1234-5678', '手机：138****5678'],
    ['+86 13812345678', '138****5678'],
    ['卡号6222 0212 3456 7890 128', '卡号6222********0128'],
  ])('%s', (text, masked) => expect(maskPersonalData(text)).toBe(masked))

  test.each([
    ['a wrong checksum', '110105194912310021'],
    ['a birthday that is none', identityNumber('11010519490230002')],
    ['no region', identityNumber('99010519491231002')],
    ['a landline', '010-63212810'],
    ['ten digits', '1381234567'],
    ['twelve digits', '138123456789'],
    ['a prefix that no operator has', '12812345678'],
    ['digits inside a word', 'a13812345678b'],
    ['a date and time', '2024-03-05 16:20:11'],
    ['two days', '2024-03-05 2024-03-06'],
    ['a document number', '沪府规〔2024〕12345678901号'],
    ['a social credit code', '11310000MB2F30447X'],
    ['a card without its check digit', '6222021234567890121'],
    ['the address of a page', 'http://www.example.gov.cn/13812345678/11010519491231002X.html'],
  ])('%s is none', (_name, text) => {
    expect(kinds(text)).toEqual([])
    expect(maskPersonalData(text)).toBe(text)
  })

  test('behind an address it is found', () =>
    expect(maskPersonalData('http://www.example.gov.cn/a 电话13812345678')).toBe(
      'http://www.example.gov.cn/a 电话138****5678',
    ))
})

describe('invariants', () => {
  const days = tuple(integer({ min: 1900, max: 2099 }), integer({ min: 1, max: 12 }), integer({ min: 1, max: 28 }))
  const identity = tuple(constantFrom('110105', '310101', '440305', '820000'), days, integer({ min: 0, max: 999 })).map(
    ([region, [year, month, date], order]) =>
      identityNumber(
        `${region}${year}${String(month).padStart(2, '0')}${String(date).padStart(2, '0')}${String(order).padStart(3, '0')}`,
      ),
  )
  const mobile = tuple(integer({ min: 13, max: 19 }), integer({ min: 0, max: 999_999_999 })).map(
    ([prefix, rest]) => `${prefix}${String(rest).padStart(9, '0')}`,
  )
  const card = integer({ min: 0, max: 9_999_999_999_999 }).map((rest) =>
    withLuhn(`62${String(rest).padStart(16, '0')}`),
  )
  const around = string({ unit: constantFrom('电', '话', '，', '1', '8', ' ', '-', 'X', '９', '中') })

  test('every valid number is found wherever it stands alone', () => {
    const alone = (number: string) => kinds(`号码${number}，`)
    assert(property(identity, (number) => alone(number).join('') === 'identityNumber'))
    assert(property(mobile, (number) => alone(number).join('') === 'mobileNumber'))
    assert(property(card, (number) => alone(number).length === 1))
  })

  test('after masking nothing is left to mask, whatever stands around', () => {
    assert(
      property(around, identity, around, mobile, around, (a, one, b, two, c) => {
        const masked = maskPersonalData(`${a}${one}${b}${two}${c}`)
        expect(findPersonalData(masked)).toEqual([])
        expect(maskPersonalData(masked)).toBe(masked)
      }),
    )
  })

  test('text without long numbers is left as it is', () => {
    assert(
      property(string({ unit: constantFrom('甲', 'a', '1', '。', '\n') }), (text) => {
        if (findPersonalData(text).length === 0) expect(maskPersonalData(text)).toBe(text)
      }),
    )
  })
})
