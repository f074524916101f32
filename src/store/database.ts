/**
 * The tables as TypeScript sees them: camelCase names, instants as ISO strings with `Z`, days as `Day`, int8 and numeric
 * as numbers. Hand-written beside the migrations; a test compares it with the real catalog.
 */
import type { ColumnType, Generated, GeneratedAlways, Insertable, Kysely, Selectable, Transaction } from 'kysely'
import type { Evidence, Missing } from '../evidence/evidence.ts'
import type { Post } from '../evidence/posts.ts'
import type { Day } from '../kernel/day.ts'
import type { RuleSet } from '../regulations/rule-set.ts'
import type { Json } from './json.ts'

/** Either the plain connection or an open transaction: a use case takes what it is given. */
export type Tx = Kysely<Database> | Transaction<Database>

export type Row<Table extends keyof Database> = Selectable<Database[Table]>
export type NewRow<Table extends keyof Database> = Insertable<Database[Table]>

/** ISO 8601 with `Z` when read; any instant PostgreSQL understands with a zone, or a `Date`, when written. */
export type Instant = ColumnType<string, string | Date, string | Date>

/** One that the database fills in. */
export type GeneratedInstant = ColumnType<string, string | Date | undefined, string | Date>

export interface Database {
  unit: UnitTable
  site: SiteTable
  siteColumn: SiteColumnTable
  account: AccountTable
  accountName: AccountNameTable
  earlierProblem: EarlierProblemTable
  registryChange: RegistryChangeTable
  postDelivery: PostDeliveryTable
  deliveredAccount: DeliveredAccountTable
  probe: ProbeTable
  ruleSetVersion: RuleSetVersionTable
  campaign: CampaignTable
  round: RoundTable
  frozenTarget: FrozenTargetTable
  inspection: InspectionTable
  crawl: CrawlTable
  crawlBatch: CrawlBatchTable
  evidence: EvidenceTable
  judgement: JudgementTable
  decision: DecisionTable
  reviewClaim: ReviewClaimTable
  proofPicture: ProofPictureTable
  exemption: ExemptionTable
  notice: NoticeTable
  rectificationCase: RectificationCaseTable
  caseAnswer: CaseAnswerTable
  attachment: AttachmentTable
  caseRecheck: CaseRecheckTable
  extension: ExtensionTable
  appeal: AppealTable
  bulletin: BulletinTable
  securityScan: SecurityScanTable
  message: MessageTable
  messageHandler: MessageHandlerTable
  deadline: DeadlineTable
  outbox: OutboxTable
  channel: ChannelTable
  recipient: RecipientTable
  dispatch: DispatchTable
  dispatchItem: DispatchItemTable
  messageTemplate: MessageTemplateTable
  probeDue: ProbeDueTable
  probeDay: ProbeDayTable
  maintenance: MaintenanceTable
  alert: AlertTable
  siteCertificate: SiteCertificateTable
  siteHome: SiteHomeTable
  guardPeriod: GuardPeriodTable
  auditEntry: AuditEntryTable
  auditHead: AuditHeadTable
  robotsAuthority: RobotsAuthorityTable
  hostLoad: HostLoadTable
  crawlStop: CrawlStopTable
  siteCrawlHours: SiteCrawlHoursTable
  linkFailure: LinkFailureTable
  warning: WarningTable
  updateUnknown: UpdateUnknownTable
  accountSource: AccountSourceTable
  sourceResult: SourceResultTable
  sourceRaw: SourceRawTable
  accountPosts: AccountPostsTable
  credential: CredentialTable
  appUser: AppUserTable
  userUnit: UserUnitTable
  userCampaign: UserCampaignTable
  formerPassword: FormerPasswordTable
  recoveryCode: RecoveryCodeTable
  userSession: UserSessionTable
  signInFailure: SignInFailureTable
  backupRun: BackupRunTable
  kioskToken: KioskTokenTable
  apiKey: ApiKeyTable
  externalIdentity: ExternalIdentityTable
  signInFlow: SignInFlowTable
}

interface UnitTable {
  id: Generated<number>
  code: string
  name: string
  shortName: string
  kind: string
  parentId: number | null
  printOrder: number
}

interface SiteTable {
  id: Generated<number>
  siteCode: string
  name: string
  url: string
  category: string
  state: string
  organiserId: number
  hasServices: boolean
  domainExpiresOn: Day | null
}

interface SiteColumnTable {
  id: Generated<number>
  siteId: number
  name: string
  url: string
  class: string
  level: number
  onHome: boolean
  updateDuty: boolean
}

interface AccountTable {
  id: Generated<number>
  platform: string
  platformId: string
  name: string
  organiserId: number
  purpose: string
  state: string
  sourceKind: string
  feedUrl: string | null
  /** Printed platform and folded id: `weixin/gh_1`. */
  identityKey: string
  supervisorId: number | null
  operator: Generated<string>
  outsourced: boolean | null
  mainAccount: boolean | null
  verifiedPrincipal: Generated<string>
  filingState: Generated<string>
  openedOn: Day | null
  filedOn: Day | null
  closedOn: Day | null
  followers: number | null
  yearlyCostYuan: number | null
  /** Name and id, folded by the database for searching. */
  searchText: GeneratedAlways<string>
}

interface AccountNameTable {
  accountId: number
  fromOn: Day | null
  untilOn: Day | null
  name: string
  searchText: GeneratedAlways<string>
}

interface EarlierProblemTable {
  accountId: number
  notedIn: string
  problem: string
}

interface RegistryChangeTable {
  id: Generated<number>
  /** Name of the table that was changed. */
  subject: string
  subjectKey: string
  /** Id of the row, which stays when its key changes. */
  subjectId: number | null
  before: Json<Record<string, unknown>> | null
  after: Json<Record<string, unknown>> | null
  author: string
  changedAt: Instant
}

interface PostDeliveryTable {
  id: Generated<number>
  source: string
  sha256: string
  knownThrough: Day
  coveredFrom: Day | null
  deliveredAt: Instant
}

interface DeliveredAccountTable {
  deliveryId: number
  accountId: number
  undatedCount: number
  posts: Json<Evidence['posts']['posts']>
}

interface ProbeTable {
  siteId: number
  at: Instant
  vantage: string
  outcome: string
  elapsedMs: number | null
  detail: string
  /** `scheduled`, or `confirming` another place's failure: those are no sample. */
  purpose: Generated<string>
}

interface CampaignTable {
  id: string
  year: number
  quarter: number
  issuer: string
  style: string
  ruleSet: string
  ruleSetVersion: number
  monitorPoint: Day
  state: string
  seed: string
  strata: Json<unknown>
  demonstration: boolean
  openedBy: string
  openedAt: Instant
  blindPercent: Generated<number>
}

interface RuleSetVersionTable {
  ruleSet: string
  version: number
  value: Json<RuleSet>
  programSha256: string
  corrections: Json<readonly unknown[]> | null
  author: string
  storedAt: Instant
}

interface RoundTable {
  id: Generated<number>
  campaignId: string
  target: string
  ordinal: number
  monitorPoint: Day
  frozenAt: Instant | null
  /** The drawn sample with its method statement; `null` until it is drawn. */
  sample: Json<unknown> | null
}

interface FrozenTargetTable {
  roundId: number
  targetId: number
  snapshot: Json<unknown>
  /** Read from the snapshot by the database. */
  organiserId: GeneratedAlways<number | null>
  category: GeneratedAlways<string | null>
  name: GeneratedAlways<string | null>
}

interface InspectionTable {
  id: Generated<number>
  roundId: number
  targetId: number
  purpose: string
  strata: string[]
  state: string
  attempt: Generated<number>
  startedAt: Instant | null
  gatheredAt: Instant | null
  worker: string | null
  archive: Json<unknown> | null
  /** Of re-checks and self-checks, which have one of their own; `null`: that of the round. */
  monitorPoint: Day | null
}

interface CrawlTable {
  inspectionId: number
  head: Json<unknown>
  pagesDone: number
  pagesKnown: number
  pagesPerSecond: number | null
  remainingSeconds: number | null
  worker: string
  savedAt: Instant
}

interface CrawlBatchTable {
  inspectionId: number
  number: number
  events: Buffer
}

interface EvidenceTable {
  inspectionId: number
  kind: string
  value: Json<unknown> | null
  missing: Json<Missing> | null
  sha256: string
  capturedAt: Instant
}

interface JudgementTable {
  inspectionId: number
  clauseId: string
  outcome: string
  because: string
  findings: Json<unknown>
  ruleSet: string
  ruleSetVersion: number
  judgedAt: Instant
}

interface DecisionTable {
  id: Generated<number>
  inspectionId: number
  clauseId: string
  kind: string
  reason: string
  note: string
  author: string
  role: string
  decidedAt: Instant
  points: number | null
  reasonCode: string | null
  blind: Generated<boolean>
}

interface ReviewClaimTable {
  inspectionId: number
  clauseId: string
  reviewer: string
  claimedAt: Instant
  until: Instant
}

interface ProofPictureTable {
  id: Generated<number>
  inspectionId: number
  clauseId: string
  field: string
  sha256: string
  name: string
  mediaType: string
  bytes: number
  uploadedBy: string
  uploadedAt: Instant
  decisionId: number | null
}

interface ExemptionTable {
  id: Generated<number>
  clauseId: string
  scope: string
  place: string | null
  target: string | null
  targetId: number | null
  unitId: number | null
  reason: string
  author: string
  recordedAt: Instant
  validTo: Day
  endedAt: Instant | null
  endedBy: string | null
}

interface NoticeTable {
  id: Generated<number>
  campaignId: string
  unitId: number
  number: string
  year: number
  sequence: number
  state: string
  draftedAt: Instant
  sentAt: Instant | null
  readAt: Instant | null
  readBy: string | null
  repliedAt: Instant | null
  closedAt: Instant | null
}

interface RectificationCaseTable {
  id: Generated<number>
  noticeId: number
  inspectionId: number
  clauseId: string
  target: string
  targetId: number
  targetName: string
  unitId: number
  veto: boolean
  problem: string
  places: Json<unknown>
  state: string
  dueOn: Day | null
  grade: string | null
  recurrence: Generated<number>
  acceptedBy: string | null
  closedAt: Instant | null
  closedBy: string | null
}

interface CaseAnswerTable {
  id: Generated<number>
  caseId: number
  author: string
  text: string
  answeredAt: Instant
}

interface AttachmentTable {
  answerId: number
  sha256: string
  name: string
  mediaType: string
  bytes: number
}

interface CaseRecheckTable {
  caseId: number
  inspectionId: number
  grade: string | null
  places: Json<unknown> | null
  gradedAt: Instant | null
}

interface ExtensionTable {
  id: Generated<number>
  noticeId: number
  wantedOn: Day
  reason: string
  askedBy: string
  askedAt: Instant
  state: string
  decidedBy: string | null
  decidedAt: Instant | null
  decisionReason: string | null
}

interface AppealTable {
  id: Generated<number>
  caseId: number
  text: string
  author: string
  filedAt: Instant
  dueOn: Day
  state: string
  rejudgedOutcome: string | null
  decidedBy: string | null
  decidedAt: Instant | null
  reason: string | null
}

interface BulletinTable {
  campaignId: string
  version: number
  value: Json<unknown>
  sha256: string
  draftedBy: string
  draftedAt: Instant
}

interface SecurityScanTable {
  campaignId: string
  siteId: number
  scannedBy: string
  scannedOn: Day
  good: boolean
  note: string
}

interface MessageTable {
  id: Generated<number>
  number: string
  siteId: number
  category: string
  content: string
  pageUrl: string | null
  receivedAt: Instant
  valid: boolean | null
  answeredAt: Instant | null
  answer: string
  unitId: number
  handler: string | null
  dueOn: Day
}

interface MessageHandlerTable {
  unitId: number
  handler: string
}

interface DeadlineTable {
  id: Generated<number>
  kind: string
  subject: string
  dueAt: Instant
  data: Json<Record<string, unknown>>
  attempts: Generated<number>
  lastError: string | null
  doneAt: Instant | null
}

interface WarningTable {
  id: Generated<number>
  target: string
  targetId: number
  organiserId: number
  clauseId: string
  place: string
  placeName: string
  level: number
  failsOn: Day
  because: string
  unknownBecause: string | null
  state: string
  ruleSet: string
  ruleSetVersion: number
  raisedAt: Instant
  levelAt: Instant
  sentAt: Instant | null
  sentBy: string | null
  expiredAt: Instant | null
  endedAt: Instant | null
}

interface UpdateUnknownTable {
  target: string
  targetId: number
  organiserId: number
  clauseId: string
  because: string
  knownThrough: Day | null
  since: Day
}

interface OutboxTable {
  id: Generated<number>
  kind: string
  recipientUnitId: number | null
  subject: string
  text: string
  severity: string
  dedupeKey: string
  createdAt: Instant
  state: Generated<string>
  variables: Json<Record<string, string>>
}

interface ChannelTable {
  id: Generated<number>
  name: string
  kind: string
  settings: Json<unknown>
  active: Generated<boolean>
  used: Json<{ readonly times: readonly number[] }>
  asleepUntil: Instant | null
  asleepReason: Generated<string>
  leaseBy: string | null
  leaseUntil: Instant | null
}

interface RecipientTable {
  id: Generated<number>
  channelId: number
  unitId: number | null
  everyUnit: Generated<boolean>
  address: Generated<string>
  kinds: string[] | null
}

interface DispatchTable {
  id: Generated<number>
  key: Generated<string>
  channelId: number
  address: string
  unitId: number | null
  severe: boolean
  digestOn: Day | null
  state: Generated<string>
  notBefore: Instant
  attempts: Generated<number>
  uncertain: Generated<boolean>
  lastError: Generated<string>
  subject: string | null
  text: string | null
  createdAt: Instant
  startedAt: Instant | null
  acceptedAt: Instant | null
  receipt: Generated<string>
  readAt: Instant | null
  readBy: string | null
  resendOf: number | null
}

interface DispatchItemTable {
  dispatchId: number
  outboxId: number
  channelId: number
  address: string
  resent: Generated<boolean>
}

interface MessageTemplateTable {
  kind: string
  subject: string
  body: string
  author: string
  storedAt: Instant
}

interface ProbeDueTable {
  siteId: number
  vantage: string
  purpose: Generated<string>
  dueAt: Instant
  claimedUntil: Instant | null
}

interface ProbeDayTable {
  siteId: number
  /** In Asia/Shanghai. */
  day: Day
  opened: number
  slow: number
  failed: number
  blocked: number
  maintenance: number
}

interface MaintenanceTable {
  id: Generated<number>
  siteId: number
  fromAt: Instant
  untilAt: Instant
  reason: string
  registeredBy: string
}

interface AlertTable {
  id: Generated<number>
  kind: string
  siteId: number
  severity: string
  message: string
  evidence: Json<Record<string, unknown>>
  openedAt: Instant
  closedAt: Instant | null
}

interface SiteCertificateTable {
  siteId: number
  expiresOn: Day
  seenAt: Instant
}

interface SiteHomeTable {
  siteId: number
  title: string | null
  ownLinks: Json<readonly string[]> | null
  accepted: Json<readonly { readonly sign: string; readonly detail: string }[]>
  suspect: Json<unknown> | null
  seenAt: Instant
}

interface GuardPeriodTable {
  id: Generated<number>
  name: string
  fromAt: Instant
  untilAt: Instant
  everyMinutes: number
  duty: Json<unknown>
  unitId: number | null
  openedBy: string
  endedAt: Instant | null
}

interface AuditEntryTable {
  id: Generated<number>
  at: Instant
  actor: string
  action: string
  subject: string
  detail: Json<Record<string, unknown>>
  reason: Generated<string>
  before: Json<Record<string, unknown>> | null
  after: Json<Record<string, unknown>> | null
  /** Place in the chain; filled at commit like the digests. */
  sequence: number | null
  previousHash: string | null
  hash: string | null
}

interface AuditHeadTable {
  onlyRow: Generated<boolean>
  sequence: number
  hash: string
}

interface RobotsAuthorityTable {
  id: Generated<number>
  siteId: number
  documentNumber: string
  authority: string
  validFrom: Day
  validTo: Day
  scanFile: string | null
  author: string
  recordedAt: Instant
  endedAt: Instant | null
  endedBy: string | null
}

interface HostLoadTable {
  host: string
  hour: Instant
  worker: string
  requests: number
  bytes: number
  errors: number
  slowDowns: number
  slowestMs: number
  totalMs: number
}

interface CrawlStopTable {
  id: Generated<number>
  siteId: number | null
  /** A host that is no site of the register; at most one of the two. */
  host: string | null
  reason: string
  author: string
  stoppedAt: Instant
  liftedAt: Instant | null
  liftedBy: string | null
}

interface SiteCrawlHoursTable {
  siteId: number
  hours: string
  author: string
  setAt: Instant
}

interface LinkFailureTable {
  siteId: number
  urlSha256: string
  url: string
  kind: string
  firstFailedAt: Instant
  failedAt: string[]
  lastOkAt: Instant | null
  confirmedBy: string | null
  confirmedAt: Instant | null
  confirmation: string | null
}

interface AccountSourceTable {
  id: Generated<number>
  accountId: number
  kind: string
  address: string
  credential: string | null
  trust: number
  freshHours: number
  everyMinutes: number | null
  host: string
  active: Generated<boolean>
  etag: string | null
  lastModified: string | null
  nextDueAt: Instant | null
  claimedUntil: Instant | null
  claimedBy: string | null
  failures: Generated<number>
  lastAt: Instant | null
  lastOutcome: string | null
  lastDetail: string | null
  addedBy: string
  addedAt: Instant
}

interface SourceResultTable {
  id: Generated<number>
  sourceId: number
  capturedAt: Instant
  outcome: string
  detail: string
  builtAt: Instant | null
  knownUntil: Instant | null
  coveredFrom: Day | null
  undatedCount: Generated<number>
  postCount: Generated<number>
  newestOn: Day | null
  sha256: string | null
  providedBy: Generated<string>
}

interface SourceRawTable {
  sha256: string
  bytes: number
  complete: boolean
  mediaType: string
  content: Buffer
  /** When these bytes were last received. */
  storedAt: GeneratedInstant
  /** An inspection rests on them. */
  isEvidence: Generated<boolean>
}

interface AccountPostsTable {
  sourceId: number
  accountId: number
  capturedAt: Instant
  knownUntil: Instant
  coveredFrom: Day | null
  undatedCount: number
  lastOn: Day | null
  days: Day[]
  goneDays: Day[]
  posts: Json<readonly Post[]>
}

interface CredentialTable {
  kind: string
  name: string
  sealed: Buffer
  setBy: string
  setAt: Instant
}

/** Runs `work` in a transaction; inside an open transaction it joins that one. */
export async function transaction<Result>(
  db: Kysely<Database>,
  work: (tx: Transaction<Database>) => Promise<Result>,
): Promise<Result> {
  return db.isTransaction ? await work(db as Transaction<Database>) : await db.transaction().execute(work)
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

interface BackupRunTable {
  id: Generated<number>
  folder: string
  startedBy: string
  startedAt: Instant
  endedAt: Instant | null
  fault: Generated<string>
  tableCount: number | null
  rowCount: number | null
  archiveCount: number | null
  bytes: number | null
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

interface SignInFailureTable {
  nameSha256: Buffer
  failures: number
  lastAt: Instant
  lockedUntil: Instant | null
}
