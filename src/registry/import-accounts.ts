/**
 * 账号: identity is platform and platform id, never the name. Files of other systems often have no ids: then organiser,
 * platform and name say which account is meant, and an account that nobody has given an id keeps a provisional one until
 * somebody does.
 */
import { sql } from 'kysely'
import { dayOfInstant, type Day } from '../kernel/day.ts'
import { epochMs } from '../kernel/instant.ts'
import type { Tx } from '../store/database.ts'
import { json } from '../store/json.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { identityKey, isProvisional, naturalKey, provisionalId } from './account-identity.ts'
import { reappearance } from './account-life-cycle.ts'
import {
  alsoCalled,
  count,
  looseDay,
  optional,
  personalName,
  remark,
  text,
  webAddress,
  word,
  yesNo,
} from './import-fields.ts'
import { applyImport, previewImport, type Import, type ImportedBy, type News } from './import.ts'
import { sheetFormat, type EntryOf } from './read-entries.ts'
import { platformAliases, platformLabels, platforms, rolledUp } from './platforms/index.ts'
import { accountKey } from './register-keys.ts'
import { accountPurposes, accountStates, filingStates, sourceKinds } from './register.ts'
import { quoted } from './row-errors.ts'
import type { SheetRow } from './spreadsheet.ts'
import { unitNames, unitsCalled, type UnitNames } from './unit-names.ts'

const stateAliases = {
  正常运行: 'active',
  正常运营: 'active',
  在用: 'active',
  运营中: 'active',
  停更: 'stopNotice',
  注销: 'deregistered',
} as const

export const accountFields = {
  platform: alsoCalled(
    word('账号类型', platformLabels, platformAliases),
    '平台',
    '平台类型',
    '所属平台',
    '平台名称',
    '类型',
  ),
  platformId: optional(
    alsoCalled(
      text('账号标识', /^\S{1,200}$/u, '不含空格的标识'),
      '账号ID',
      '平台账号ID',
      '平台账号/ID',
      '平台账号',
      '原始ID',
      'UID',
    ),
  ),
  name: alsoCalled(personalName('账号名称'), '新媒体名称', '政务新媒体名称', '名称', '昵称', '账号名'),
  organiserCode: alsoCalled(text('主办单位代码'), '主办单位', '主办单位名称', '开设单位', '开设主体', '单位名称'),
  supervisorCode: optional(alsoCalled(text('主管单位代码'), '主管单位', '主管单位名称', '监管单位')),
  operator: alsoCalled(remark('承办单位'), '运营单位', '代运营单位'),
  outsourced: optional(alsoCalled(yesNo('是否代运营'), '代运营', '是否委托运营')),
  mainAccount: optional(alsoCalled(yesNo('是否主账号'), '主账号')),
  verifiedPrincipal: alsoCalled(remark('认证主体'), '认证信息', '认证名称'),
  purpose: optional(alsoCalled(word('账号用途', accountPurposes), '用途', '账号性质')),
  filingState: optional(
    alsoCalled(word('备案情况', filingStates, { 是: 'filed', 否: 'unfiled' }), '备案状态', '是否备案'),
  ),
  state: optional(alsoCalled(word('账号状态', accountStates, stateAliases), '状态', '运行状态', '运营状态')),
  openedOn: optional(alsoCalled(looseDay('开设日期'), '开设时间', '开通时间', '开通日期', '注册时间')),
  filedOn: optional(alsoCalled(looseDay('备案日期'), '备案时间')),
  closedOn: optional(alsoCalled(looseDay('注销日期'), '注销时间', '关停时间')),
  followers: optional(alsoCalled(count('粉丝数'), '粉丝量', '关注数', '订阅数')),
  yearlyCostYuan: optional(alsoCalled(count('年度费用（元）'), '年度费用', '年运维费用（元）')),
  sourceKind: optional(word('采集方式', sourceKinds)),
  feedUrl: optional(webAddress('订阅源地址')),
}
/** An account as a row tells it: what is not told is `null`. */
export type ReadEntry = EntryOf<typeof accountFields>

/** What an empty cell cannot take away: it keeps what is stored. */
const kept = ['platformId', 'purpose', 'state', 'filingState', 'sourceKind'] as const

/** An account in the terms of a file, complete. */
export type AccountEntry = ReadEntry & { readonly [Name in (typeof kept)[number]]: NonNullable<ReadEntry[Name]> }

/** What is stored, by the keys that files use. */
export interface KnownAccounts {
  readonly units: UnitNames
  readonly byKey: ReadonlyMap<string, AccountEntry>
  readonly byNaturalKey: ReadonlyMap<string, readonly AccountEntry[]>
}

export const accountImport: Import<typeof accountFields, KnownAccounts> = {
  noun: '账号',
  subject: 'account',
  fields: accountFields,
  logsAdditions: true,
  identity: ['platform', 'platformId'],
  key: ({ platform, platformId }) => accountKey({ platform, platformId: platformId! }),
  async load(tx) {
    const stored = await storedAccounts(tx)
    const byKey = new Map(stored.map((entry) => [accountImport.key(entry), entry]))
    const byNaturalKey = Map.groupBy(stored, naturalKey)
    return { stored, known: { units: await unitNames(tx), byKey, byNaturalKey } }
  },
  complete(line, known, problem) {
    const organiserCode = unitCode(line.entry.organiserCode, known.units, (text) => problem('organiserCode', text))
    const { supervisorCode: supervisor } = line.entry
    const supervisorCode = supervisor && unitCode(supervisor, known.units, (text) => problem('supervisorCode', text))
    if (organiserCode === null || (supervisor !== null && supervisorCode === null)) return null
    const entry = { ...line.entry, organiserCode, supervisorCode }
    const found = findStored(entry, known)
    if (found === 'ambiguous') {
      problem('platformId', '名录中有多个同一单位、同一平台、同名的账号，须填写账号标识')
      return null
    }
    const completed = fill(entry, found, line.headings)
    return { entry: completed, storedKey: found === null ? undefined : accountImport.key(found) }
  },
  check({ sourceKind, feedUrl }, _known, problem) {
    if (sourceKind === 'feed' && feedUrl === null) problem('feedUrl', '采集方式为订阅源时不能为空')
  },
  warn: (before, after) => reappearance(before?.state ?? null, after.state!),
  write: writeAccounts,
}

/** The stored account that a row means: by its id, or by organiser, platform and name when either has no id. */
export function findStored(
  entry: ReadEntry,
  { byKey, byNaturalKey }: KnownAccounts,
): AccountEntry | null | 'ambiguous' {
  const { platformId } = entry
  const same = platformId === null ? undefined : byKey.get(accountImport.key(entry))
  if (same !== undefined) return same
  const alike = byNaturalKey.get(naturalKey(entry)) ?? []
  const candidates = platformId === null ? alike : alike.filter((one) => isProvisional(one.platformId))
  return candidates.length > 1 ? 'ambiguous' : (candidates[0] ?? null)
}

/** What the file does not name stays as it is; a new account gets what is usual on its platform. */
function fill(entry: ReadEntry, stored: AccountEntry | null, headings: ReadonlySet<string>): AccountEntry {
  const usual = stored ?? {
    ...entry,
    platformId: provisionalId(entry),
    purpose: platforms[entry.platform].carriesPosts ? 'publish' : 'service',
    state: 'active',
    filingState: 'unknown',
    sourceKind: 'delivered',
  }
  const values = Object.entries(accountFields).map(([name, field]) => {
    const [given, before] = [entry[name as keyof ReadEntry], usual[name as keyof ReadEntry]]
    const isGiven = headings.has(field.heading) && !(given === null && (kept as readonly string[]).includes(name))
    return [name, isGiven ? given : before] as const
  })
  const filled = Object.fromEntries(values) as AccountEntry
  // a file that says 微信 does not unsay 微信订阅号
  const isVaguer = stored !== null && rolledUp(stored.platform) === entry.platform
  return isVaguer ? { ...filled, platform: stored.platform } : filled
}

async function writeAccounts(
  tx: Tx,
  read: readonly News<ReadEntry>[],
  { units }: KnownAccounts,
  { at }: ImportedBy,
): Promise<ReadonlyMap<string, number>> {
  // complete by now
  const news = read as readonly News<AccountEntry>[]
  const rekeyed = news.filter(({ key, storedKey }) => key !== storedKey)
  const renames = rekeyed.map(({ before, after }) => ({ old: identityKey(before!), new: identityKey(after) }))
  await sql`
    update account set identity_key = entry."new"
    from json_to_recordset(${json(renames)}::json) as entry("old" text, "new" text)
    where identity_key = entry."old"`.execute(tx)
  const rows = news.map(({ after: { organiserCode, supervisorCode, ...account } }) => ({
    ...account,
    identityKey: identityKey(account),
    organiserId: units.byCode.get(organiserCode)!,
    supervisorId: supervisorCode === null ? null : units.byCode.get(supervisorCode)!,
  }))
  await upsertRows(tx, 'account', ['identityKey'], rows)
  const ids = await accountIds(tx, rows)
  await recordNames(tx, news, ids, dayOfInstant(epochMs(at)))
  return new Map(news.map(({ key, after }) => [key, ids.get(identityKey(after))!]))
}

async function accountIds(tx: Tx, rows: readonly { readonly identityKey: string }[]): Promise<Map<string, number>> {
  const found = await sql<{ identityKey: string; id: number }>`
    select account.identity_key as "identityKey", id from account
    join json_array_elements_text(${json(rows.map((row) => row.identityKey))}::json) as wanted(key)
      on wanted.key = account.identity_key`.execute(tx)
  return new Map(found.rows.map(({ identityKey: key, id }) => [key, id]))
}

/** 曾用名: a name ends on the day the register learns the next one. */
async function recordNames(
  tx: Tx,
  news: readonly News<AccountEntry>[],
  ids: ReadonlyMap<string, number>,
  today: Day,
): Promise<void> {
  const named = news.filter(({ before, after }) => before?.name !== after.name)
  const rows = named.map(({ before, after }) => ({
    accountId: ids.get(identityKey(after))!,
    fromOn: before === null ? after.openedOn : today,
    untilOn: null,
    name: after.name,
  }))
  await sql`
    update account_name set until_on = ${today}::date
    from json_array_elements_text(${json(rows.map(({ accountId }) => accountId))}::json) as renamed(id)
    where account_id = renamed.id::integer and until_on is null`.execute(tx)
  await upsertRows(tx, 'accountName', [], rows)
}

/** All accounts in the terms of a file. */
export async function storedAccounts(tx: Tx): Promise<AccountEntry[]> {
  const rows = await tx
    .selectFrom('account')
    .innerJoin('unit', 'unit.id', 'account.organiserId')
    .leftJoin('unit as supervisor', 'supervisor.id', 'account.supervisorId')
    .select(['platform', 'platformId', 'account.name', 'unit.code as organiserCode'])
    .select(['supervisor.code as supervisorCode', 'operator', 'outsourced', 'mainAccount', 'verifiedPrincipal'])
    .select(['purpose', 'filingState', 'account.state', 'openedOn', 'filedOn', 'closedOn', 'followers'])
    .select(['yearlyCostYuan', 'sourceKind', 'feedUrl'])
    .execute()
  return rows as AccountEntry[]
}

function unitCode(given: string, units: UnitNames, problem: (text: string) => void): string | null {
  const [code, ...more] = unitsCalled(units, given)
  if (code !== undefined && more.length === 0) return code
  problem(
    code === undefined
      ? `名录中没有机构${quoted(given)}，请先导入机构`
      : `名录中有多个机构叫${quoted(given)}，请填写机构代码`,
  )
  return null
}

export const accountFormat = sheetFormat(accountFields)

export async function previewAccounts(tx: Tx, rows: readonly SheetRow[]) {
  return await previewImport(tx, accountImport, rows)
}

export async function importAccounts(tx: Tx, rows: readonly SheetRow[], by: ImportedBy) {
  return await applyImport(tx, accountImport, rows, by)
}
