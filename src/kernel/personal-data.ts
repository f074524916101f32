/**
 * Numbers of persons in text: identity cards (GB 11643, with checksum), mobile telephones, bank cards (Luhn). Masked in
 * everything that is kept of a page but its archive. An 18-digit number that only looks like a date and a region passes the
 * checksum once in 25 times: such a number is masked as well, which hides nothing that anybody needs.
 */

export type PersonalDataKind = 'identityNumber' | 'mobileNumber' | 'bankCard'

export interface PersonalData {
  readonly kind: PersonalDataKind
  /** Place in the text, end exclusive. */
  readonly start: number
  readonly end: number
}

const digit = '[0-9０-９]'
/** People write numbers in groups. */
const gap = '[ \\u00a0\\u3000\\-－—]?'
const notBefore = '(?<![0-9０-９A-Za-zＡ-Ｚａ-ｚ_])'
const notAfter = '(?![0-9０-９A-Za-zＡ-Ｚａ-ｚ_])'
const run = (least: number, most: number) => `${digit}(?:${gap}${digit}){${least - 1},${most - 1}}`

const patterns: readonly (readonly [PersonalDataKind, RegExp, (digits: string) => boolean])[] = [
  ['identityNumber', new RegExp(`${notBefore}${run(17, 17)}${gap}[0-9０-９xXｘＸ]${notAfter}`, 'g'), isIdentityNumber],
  ['bankCard', new RegExp(`${notBefore}${run(16, 19)}${notAfter}`, 'g'), isBankCard],
  [
    'mobileNumber',
    new RegExp(`${notBefore}(?:[+＋]?(?:86|８６)${gap})?${run(11, 11)}${notAfter}`, 'g'),
    isMobileNumber,
  ],
]
/** Addresses of pages: a number in them is a place, and without it nobody finds the page again. */
const address = /https?:\/\/[!-~]+/g
/** Most texts have no such number: asked before anything is searched. */
const possible = new RegExp(run(11, 11))

/** All personal numbers in a text, in order, never overlapping. */
export function findPersonalData(text: string): PersonalData[] {
  if (!possible.test(text)) return []
  const addresses = [...text.matchAll(address)].map(({ 0: found, index }) => ({
    start: index,
    end: index + found.length,
  }))
  const found: PersonalData[] = []
  for (const [kind, pattern, is] of patterns) {
    for (const { 0: match, index } of text.matchAll(pattern)) {
      const data = { kind, start: index, end: index + match.length }
      if (!is(normal(match))) continue
      if ([...addresses, ...found].some((other) => other.start < data.end && data.start < other.end)) continue
      found.push(data)
    }
  }
  return found.toSorted((a, b) => a.start - b.start)
}

/** The text with its personal numbers masked; what is needed to recognise one's own stays. Masking twice changes nothing. */
export function maskPersonalData(text: string): string {
  let masked = text
  // What stays of a number may, with what stands beside it, look like another one.
  for (let found = findPersonalData(masked); found.length > 0; found = findPersonalData(masked)) {
    let result = ''
    let last = 0
    for (const { kind, start, end } of found) {
      result += masked.slice(last, start) + maskOf(kind, masked.slice(start, end))
      last = end
    }
    masked = result + masked.slice(last)
  }
  return masked
}

function maskOf(kind: PersonalDataKind, text: string): string {
  const digits = normal(text)
  switch (kind) {
    case 'identityNumber':
      return `${digits.slice(0, 3)}*************${digits.slice(-2)}`
    case 'bankCard':
      return `${digits.slice(0, 4)}********${digits.slice(-4)}`
    case 'mobileNumber':
      return `${digits.slice(-11, -8)}****${digits.slice(-4)}`
  }
}

/** ASCII digits and X, nothing else. */
function normal(text: string): string {
  return text
    .replace(/[０-９ｘＸ]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(/[^0-9xX]/g, '')
    .toUpperCase()
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
/** First two digits: provinces by GB/T 2260, and 81–83 for residents from Hong Kong, Macao and Taiwan. */
const regions = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/

function isIdentityNumber(digits: string): boolean {
  if (!/^\d{17}[\dX]$/.test(digits) || !regions.test(digits)) return false
  const [year, month, date] = [digits.slice(6, 10), digits.slice(10, 12), digits.slice(12, 14)].map(Number) as [
    number,
    number,
    number,
  ]
  if (year < 1900 || year > 2099 || month < 1 || month > 12 || date < 1 || date > daysOf(year, month)) return false
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0)
  return '10X98765432'[sum % 11] === digits[17]
}

function daysOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function isMobileNumber(digits: string): boolean {
  return /^(?:86)?1[3-9]\d{9}$/.test(digits)
}

/** UnionPay begins with 62; older cards of one bank with 9558. */
function isBankCard(digits: string): boolean {
  if (!/^(62\d{14,17}|9558\d{15})$/.test(digits)) return false
  let sum = 0
  for (let index = 0; index < digits.length; index += 1) {
    const value = Number(digits[digits.length - 1 - index]) * (index % 2 === 0 ? 1 : 2)
    sum += value > 9 ? value - 9 : value
  }
  return sum % 10 === 0
}
