/** What a password must be. */
import { randomInt } from 'node:crypto'
import type { Role } from '../kernel/actor.ts'
import { isAdministrator, type IdentityPolicy } from './policy.ts'

const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/] as const
/** Beyond it hashing would only cost time. */
const mostCharacters = 200

/** What is wrong with a password, in Chinese; empty when it may be taken. */
export function passwordFaults(
  password: string,
  { userName, role }: { readonly userName: string; readonly role: Role | null },
  { passwords }: IdentityPolicy,
): readonly string[] {
  // A user without a role may become an administrator.
  const least = role === null || isAdministrator(role) ? passwords.administratorLength : passwords.otherLength
  const length = Array.from(password).length
  const found = classes.filter((pattern) => pattern.test(password)).length
  return [
    ...(length < least ? [`至少 ${least} 个字符，现有 ${length} 个`] : []),
    ...(length > mostCharacters ? [`最多 ${mostCharacters} 个字符`] : []),
    ...(found < 3 ? ['小写字母、大写字母、数字、其他符号四类中至少要有三类'] : []),
    ...(new Set(password).size < 5 ? ['不同的字符太少'] : []),
    ...(password.toLowerCase().includes(userName.toLowerCase()) ? ['不能含有用户名'] : []),
  ]
}

/** Without what looks alike, for people who type it from paper. */
const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** A password that the rules take, in groups: `aB3d-…`. About 92 bits. */
export function randomPassword(): string {
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')
  const password = [group(), group(), group(), group()].join('-')
  const mixed = classes.every((pattern) => pattern.test(password))
  return mixed ? password : randomPassword()
}
