/** Tables of users and how they sign in. */
import type { Generated } from 'kysely'
import type { Json } from '../json.ts'
import type { Instant } from './instant.ts'

export interface IdentityTables {
  appUser: AppUserTable
  userUnit: UserUnitTable
  userCampaign: UserCampaignTable
  formerPassword: FormerPasswordTable
  recoveryCode: RecoveryCodeTable
  userSession: UserSessionTable
  signInFailure: SignInFailureTable
  kioskToken: KioskTokenTable
  apiKey: ApiKeyTable
  externalIdentity: ExternalIdentityTable
  signInFlow: SignInFlowTable
  savedView: SavedViewTable
}

interface AppUserTable {
  id: Generated<number>
  userName: string
  name: string
  /** `null`: nobody has given one yet. */
  role: string | null
  allUnits: boolean
  state: Generated<string>
  passwordHash: string | null
  passwordSetAt: Instant | null
  mustChangePassword: Generated<boolean>
  totpSealed: Buffer | null
  totpConfirmedAt: Instant | null
  totpLastStep: number | null
  createdBy: string
  createdAt: Instant
  lastSignInAt: Instant | null
}

interface UserUnitTable {
  userId: number
  unitId: number
}

interface UserCampaignTable {
  userId: number
  campaignId: string
}

interface FormerPasswordTable {
  userId: number
  hash: string
  setAt: Instant
}

interface RecoveryCodeTable {
  userId: number
  codeSha256: Buffer
}

interface UserSessionTable {
  id: Generated<number>
  userId: number
  tokenSha256: Buffer
  secondFactor: boolean
  createdAt: Instant
  seenAt: Instant
  address: string
  client: string
}

interface SignInFailureTable {
  nameSha256: Buffer
  failures: number
  lastAt: Instant
  lockedUntil: Instant | null
}

interface KioskTokenTable {
  id: Generated<number>
  name: string
  tokenSha256: Buffer
  hint: string
  createdBy: string
  createdAt: Instant
  expiresAt: Instant
  revokedAt: Instant | null
  lastUsedAt: Instant | null
}

interface ApiKeyTable {
  id: Generated<number>
  userId: number
  name: string
  keySha256: Buffer
  hint: string
  capabilities: string[]
  createdAt: Instant
  expiresAt: Instant
  revokedAt: Instant | null
  lastUsedAt: Instant | null
  lastAddress: string | null
}

interface ExternalIdentityTable {
  issuer: string
  subject: string
  userId: number
  boundAt: Instant
}

interface SignInFlowTable {
  cookieSha256: Buffer
  provider: string
  state: string
  nonce: string
  verifier: string
  returnTo: string
  endsAt: Instant
}

interface SavedViewTable {
  id: Generated<number>
  userId: number
  list: string
  name: string
  search: Json<Readonly<Record<string, string | readonly string[]>>>
  shared: Generated<boolean>
  savedAt: Instant
}
