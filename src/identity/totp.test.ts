import { expect, it } from 'vitest'
import { matchingStep, newTotpSecret, stepOf, totpCode, totpUri } from './totp.ts'

/** 12345678901234567890 in base32: the secret of the examples in RFC 6238, whose eight digits end in our six. */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

it.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('the code at %d seconds is that of RFC 6238: %s', (seconds, code) => {
  expect(totpCode(secret, stepOf(seconds * 1000))).toBe(code)
})

it('a code counts in its step and the neighbours, and once', () => {
  const at = (seconds: number, lastStep: number | null = null) =>
    matchingStep(secret, '081 804', seconds * 1000, lastStep)
  const step = stepOf(1111111109_000)
  expect([at(1111111109), at(1111111109 + 30), at(1111111109 - 30)]).toEqual([step, step, step])
  expect([at(1111111109 + 61), at(1111111109 - 60)]).toEqual([null, null])
  expect([at(1111111109, step), at(1111111109, step - 1)]).toEqual([null, step])
})

it('a new secret is 160 bits of base32', () => {
  expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/)
  expect(newTotpSecret()).not.toBe(newTotpSecret())
  expect(totpUri(secret, 'zhangsan')).toContain(`secret=${secret}&issuer=%E6%98%8E%E5%AF%9F`)
})
