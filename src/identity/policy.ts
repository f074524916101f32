/** Rules of signing in that an installation may set; the usual ones are those asked for by 等级保护. */
import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { administrators, roles, type Role } from '../kernel/actor.ts'

const network = z
  .string()
  .refine((text) => ipaddr.isValidCIDR(text), { error: '不是网段，请写作 CIDR，例如 10.0.0.0/8' })

export const identityPolicy = z.strictObject({
  /** 三员分立: the system, security and audit administrator share nothing, and nobody else manages users. */
  separatedAdministrators: z.boolean().default(false),
  passwords: z
    .strictObject({
      administratorLength: z.number().int().min(8).max(64).default(12),
      otherLength: z.number().int().min(8).max(64).default(8),
      /** So many earlier passwords are not taken again. */
      history: z.number().int().min(0).max(50).default(5),
      /** After so many days another one must be chosen; 0: never. */
      expireAfterDays: z.number().int().min(0).max(3660).default(90),
    })
    .prefault({}),
  /** Roles that must use an authenticator; others may. */
  secondFactorFor: z.array(z.enum(Object.keys(roles) as [Role, ...Role[]])).default([]),
  lockOut: z
    .strictObject({
      /** Wrong passwords or codes in a row. */
      failures: z.number().int().min(3).max(100).default(5),
      minutes: z.number().int().min(1).max(100_000).default(30),
    })
    .prefault({}),
  /** Other ways to sign in (OpenID Connect); the secret of each is set with `mingcha user provider-secret`. */
  providers: z
    .array(
      z.strictObject({
        /** Stands in the address at which the provider sends browsers back: /api/sign-in/<id>/callback. */
        id: z.string().regex(/^[a-z\d-]{1,40}$/, { error: '只能用小写字母、数字和横线' }),
        /** On the button. */
        title: z.string().min(1).max(40),
        issuer: z.url({ protocol: /^https?$/ }),
        clientId: z.string().min(1),
        scope: z.string().default('openid profile'),
        /** Which of its claims is the user name here. */
        userNameClaim: z.string().default('preferred_username'),
      }),
    )
    .default([]),
  /** From where they may sign in and go on, and their keys may be used; an empty list: from everywhere. */
  networks: z
    .strictObject({ administrators: z.array(network).default([]), others: z.array(network).default([]) })
    .prefault({}),
  /** Per address until somebody is signed in, then per user. */
  rateLimits: z
    .strictObject({
      /** Attempts to say who one is. */
      signInsPerMinute: z.number().int().min(5).max(100_000).default(60),
      requestsPerMinute: z.number().int().min(60).max(1_000_000).default(3000),
    })
    .prefault({}),
  sessions: z
    .strictObject({
      administratorIdleMinutes: z.number().int().min(2).max(1440).default(15),
      otherIdleMinutes: z.number().int().min(2).max(1440).default(30),
      /** A session ends then, however busy it is. */
      hours: z.number().min(0.1).max(168).default(12),
      /** Sessions of one user at once: the oldest ends for a new one; `null`: any number. */
      perUser: z.number().int().min(1).max(1000).nullable().default(null),
    })
    .prefault({}),
})
export type IdentityPolicy = z.output<typeof identityPolicy>

export type Provider = IdentityPolicy['providers'][number]

export const usualPolicy: IdentityPolicy = identityPolicy.parse({})

/** Administrators choose longer passwords and are signed out sooner. */
export function isAdministrator(role: Role): boolean {
  return administrators.some((administrator) => administrator === role)
}

/** Minutes without a request after which a session of this role ends. */
export function idleMinutes({ sessions }: IdentityPolicy, role: Role): number {
  return isAdministrator(role) ? sessions.administratorIdleMinutes : sessions.otherIdleMinutes
}

/** A stored text as a role; `null`: none has been given yet. */
export function roleOf(text: string | null): Role | null {
  if (text === null || text in roles) return text as Role | null
  throw new Error(`no role ${text}`)
}
