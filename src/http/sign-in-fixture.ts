/** For tests of routes: the application as somebody sees it who is signed in. */
import { usualPolicy } from '../identity/policy.ts'
import { openSession } from '../identity/sessions.ts'
import { createUser, type Reach } from '../identity/users.ts'
import type { Role } from '../kernel/actor.ts'
import type { Tx } from '../store/database.ts'

interface Requested {
  request(address: string, init?: RequestInit): Response | Promise<Response>
}

let made = 0

/**
 * The same application, asked by a new user of this role (a supervisor who sees everything, unless told otherwise):
 *
 *     const app = await signedIn(db, createHttpApp({ db, … }))
 *     const operator = await signedIn(db, app, 'operator', { units: ['D01'] })
 */
export async function signedIn(
  db: Tx,
  app: Requested,
  role: Role = 'supervisor',
  reach: Partial<Omit<Reach, 'role'>> = {},
): Promise<{
  readonly cookie: string
  readonly name: string
  request(address: string, init?: RequestInit): Promise<Response>
}> {
  made += 1
  const at = new Date().toISOString()
  const name = `${role}${made}`
  const user = {
    userName: name,
    name,
    role,
    units: [],
    campaigns: [],
    ...reach,
    password: null,
    mustChangePassword: false,
  }
  const id = await createUser(db, user, { actor: '测试', at }, usualPolicy)
  const origin = { address: 'test', client: '', secondFactor: true }
  const cookie = `mingcha=${await openSession(db, id, origin, at, usualPolicy)}`
  return {
    cookie,
    name,
    async request(address, init = {}) {
      const headers = new Headers(init.headers)
      headers.set('cookie', cookie)
      return app.request(address, { ...init, headers })
    },
  }
}
