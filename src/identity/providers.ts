/**
 * Signing in at a provider (OpenID Connect, code flow with PKCE, state and nonce by `openid-client`). A provider says who
 * somebody is; role and reach are given here, and nobody is made by signing in.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import * as oidc from 'openid-client'
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import { readCredential, type Safe } from '../store/credentials.ts'
import { transaction, type Database, type Row, type Tx } from '../store/database.ts'
import { demandNetwork } from './networks.ts'
import { roleOf, type IdentityPolicy, type Provider } from './policy.ts'
import { openSession, type Origin } from './sessions.ts'

export interface Providers {
  /** Where the browser is to go, and the cookie that it must bring back. */
  begin(tx: Tx, id: string, asked: BeginSignIn): Promise<{ readonly url: string; readonly cookie: string }>
  /** Opens a session for whom the provider names. */
  finish(
    db: Kysely<Database>,
    id: string,
    given: FinishSignIn,
  ): Promise<{ readonly token: string; readonly returnTo: string }>
}

interface BeginSignIn {
  /** Address of this installation at which the provider sends the browser back. */
  readonly redirectUri: string
  readonly returnTo: string
  readonly at: string
}

interface FinishSignIn extends Origin {
  /** As the browser asked for it, query included, on the redirect address. */
  readonly url: URL
  readonly cookie: string | undefined
  readonly at: string
}

const flowMinutes = 10

/** The providers of an installation; each is asked for its addresses and keys at the first use. */
export function openProviders(policy: IdentityPolicy, safe: () => Promise<Safe>): Providers {
  const known = new Map<string, Promise<oidc.Configuration>>()

  async function configured(tx: Tx, provider: Provider): Promise<oidc.Configuration> {
    const found = known.get(provider.id) ?? discover(tx, provider, await safe())
    known.set(provider.id, found)
    return found.catch((error: unknown) => {
      known.delete(provider.id)
      throw unreachable(provider, error)
    })
  }

  return {
    async begin(tx, id, { redirectUri, returnTo, at }) {
      const provider = findProvider(policy, id)
      const config = await configured(tx, provider)
      const cookie = randomBytes(32).toString('base64url')
      const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()]
      await tx.deleteFrom('signInFlow').where('endsAt', '<', at).execute()
      const endsAt = new Date(Date.parse(at) + flowMinutes * 60_000).toISOString()
      const flow = { provider: id, state, nonce, verifier, returnTo: localPath(returnTo), endsAt }
      await tx
        .insertInto('signInFlow')
        .values({ cookieSha256: digest(cookie), ...flow })
        .execute()
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: provider.scope,
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
      return { url: url.href, cookie }
    },

    async finish(db, id, { url, cookie, at, ...origin }) {
      const provider = findProvider(policy, id)
      // Once: whatever happens now, the same answer opens nothing again.
      const flow = await takeFlow(db, cookie, id, at)
      const config = await configured(db, provider)
      const tokens = await oidc
        .authorizationCodeGrant(config, url, {
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          pkceCodeVerifier: flow.verifier,
          idTokenExpected: true,
        })
        .catch((error: unknown) => {
          throw refused(provider, error)
        })
      const claims = tokens.claims()!
      // Some providers put it into the token, some tell it on request.
      const name =
        claims[provider.userNameClaim] ??
        (
          await oidc.fetchUserInfo(config, tokens.access_token, claims.sub).catch((error: unknown) => {
            throw refused(provider, error)
          })
        )[provider.userNameClaim]
      return transaction(db, async (tx) => {
        const user = await userOf(tx, claims.iss, claims.sub, typeof name === 'string' ? name : '', at)
        if (user === null) throw unknownUser(provider)
        if (user.state !== 'active') throw new Failure('forbidden.disabled', '此用户已停用', '请联系系统管理员')
        const role = roleOf(user.role)
        if (role === null) throw new Failure('forbidden.noRole', '此用户尚未授予角色', '请联系安全管理员')
        demandNetwork(policy, role, origin.address)
        const token = await openSession(tx, user.id, { ...origin, secondFactor: true }, at, policy)
        await tx.updateTable('appUser').set({ lastSignInAt: at }).where('id', '=', user.id).execute()
        const detail = { address: origin.address, client: origin.client, provider: id }
        await record(tx, { at, actor: user.name, action: 'user.signedIn', subject: `user/${user.userName}`, detail })
        return { token, returnTo: flow.returnTo }
      })
    },
  }
}

async function discover(tx: Tx, provider: Provider, safe: Safe): Promise<oidc.Configuration> {
  const secret = await readCredential(tx, safe, { kind: 'oidc', name: provider.id })
  const issuer = new URL(provider.issuer)
  const authentication = secret === null ? oidc.None() : oidc.ClientSecretBasic(secret)
  // Inside a closed network a provider may have no certificate; the configuration says so by its address.
  const execute = issuer.protocol === 'http:' ? [oidc.allowInsecureRequests] : []
  return oidc.discovery(issuer, provider.clientId, undefined, authentication, { execute, timeout: 10 })
}

async function takeFlow(tx: Tx, cookie: string | undefined, provider: string, at: string): Promise<Row<'signInFlow'>> {
  const flow =
    cookie === undefined
      ? undefined
      : await tx
          .deleteFrom('signInFlow')
          .where('cookieSha256', '=', digest(cookie))
          .where('provider', '=', provider)
          .where('endsAt', '>', at)
          .returningAll()
          .executeTakeFirst()
  if (flow) return flow
  throw new Failure('signedOut.flow', '这次登录已经过期，或不是在这个浏览器中开始的', '请重新登录')
}

/**
 * The user whom the provider's subject was bound to before; else one of the same name who has no password here, and who is
 * bound now: a name at the provider must not open what a password guards.
 */
async function userOf(
  tx: Tx,
  issuer: string,
  subject: string,
  name: string,
  at: string,
): Promise<Row<'appUser'> | null> {
  const bound = await tx
    .selectFrom('externalIdentity')
    .innerJoin('appUser', 'appUser.id', 'externalIdentity.userId')
    .selectAll('appUser')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()
  if (bound) return bound
  const free = await tx
    .selectFrom('appUser')
    .selectAll()
    .where('userName', '=', name.toLowerCase())
    .where('passwordHash', 'is', null)
    .where((eb) =>
      eb.not(eb.exists(eb.selectFrom('externalIdentity').select('userId').whereRef('userId', '=', 'appUser.id'))),
    )
    .forUpdate()
    .executeTakeFirst()
  if (!free) return null
  await tx.insertInto('externalIdentity').values({ issuer, subject, userId: free.id, boundAt: at }).execute()
  const entry = { at, actor: free.name, action: 'user.bound', subject: `user/${free.userName}` }
  await record(tx, { ...entry, detail: { issuer, subject } })
  return free
}

function findProvider({ providers }: IdentityPolicy, id: string): Provider {
  const found = providers.find((provider) => provider.id === id)
  if (found) return found
  throw new Failure('notFound.provider', `没有登录方式 ${id.slice(0, 60)}`, '可用的登录方式见登录页')
}

/** An address of this installation, never of another. */
function localPath(text: string): string {
  return /^\/(?![/\\])[^\p{Cc}\\]{0,500}$/u.test(text) ? text : '/'
}

function unreachable({ title }: Provider, error: unknown): Failure {
  return new Failure(
    'unavailable.provider',
    `无法使用“${title}”登录`,
    '请稍后再试；管理员请检查 identity.providers 的地址',
    [error instanceof Error ? error.message : String(error)],
  )
}

function refused({ title }: Provider, error: unknown): Failure {
  return new Failure('signedOut.provider', `“${title}”没有确认登录`, '请重新登录', [
    error instanceof Error ? error.message : String(error),
  ])
}

function unknownUser({ title }: Provider): Failure {
  return new Failure('forbidden.unknownUser', `您在“${title}”的账户没有对应的用户`, '请联系系统管理员建立用户')
}

const digest = (text: string) => createHash('sha256').update(text).digest()
