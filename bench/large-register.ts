/** A register of 100,000 accounts of 1,000 units under 20 districts: as a spreadsheet for the import, or straight into the tables. */
import type pg from 'pg'
import { identityKey } from '../src/registry/account-identity.ts'
import { platformLabels, type PlatformId } from '../src/registry/platforms/index.ts'
import { copyRows } from './copy-rows.ts'

export const registerSize = { accounts: 100_000, units: 1000 }

const platformIds = [
  'weixin-subscription',
  'weixin-service',
  'weibo',
  'thepaper',
  'weixin-channels',
  'douyin',
  'toutiao',
  'kuaishou',
] as const satisfies readonly PlatformId[]

/** Account `n` (from 1), whose id in the database is `n` as well. */
function accountOf(n: number) {
  return {
    platform: platformIds[n % platformIds.length]!,
    platformId: `id_${n}`,
    name: `政务账号${n}`,
    unit: 1 + (n % registerSize.units),
    outsourced: n % 3 === 0,
    filedOn: n % 20 === 0 ? '2025-07-01' : '2024-01-01',
    followers: (n * 7919) % 1_000_000,
  }
}

/** 1 … 100,000 */
export function* accountNumbers(): Generator<number> {
  for (let n = 1; n <= registerSize.accounts; n += 1) yield n
}

/** The lines of a file with all accounts. */
export function* accountLines(): Generator<string> {
  yield '账号类型,账号标识,账号名称,主办单位代码,是否代运营,备案情况,备案日期,粉丝数,账号状态,采集方式'
  for (const n of accountNumbers()) {
    const { platform, platformId, name, unit, outsourced, filedOn, followers } = accountOf(n)
    const more = `${outsourced ? '是' : '否'},已备案,${filedOn},${followers},正常,文件报送`
    yield `${platformLabels[platform]},${platformId},${name},U${unit - 1},${more}`
  }
}

/** Units U0 … U999; the first twenty are districts, the others stand under them. */
export async function addUnits(pool: pg.Pool): Promise<void> {
  const rows = Array.from({ length: registerSize.units }, (_, index) => {
    const n = index + 1
    const place = n <= 20 ? ['district', null] : ['subordinate', 1 + (n % 20)]
    return [n, `U${index}`, `第${n}单位`, `${n}单位`, ...place, n]
  })
  await copyRows(pool, 'unit', ['id', 'code', 'name', 'short_name', 'kind', 'parent_id', 'print_order'], rows)
}

/** The accounts as an import would leave them, without its log of changes. */
export async function addAccounts(pool: pg.Pool): Promise<void> {
  const fields =
    'id platform platform_id identity_key name organiser_id outsourced filing_state filed_on followers purpose state source_kind'
  await copyRows(pool, 'account', fields.split(' '), accountRows())
}

function* accountRows() {
  for (const n of accountNumbers()) {
    const { platform, platformId, name, unit, outsourced, filedOn, followers } = accountOf(n)
    const key = identityKey({ platform, platformId })
    const facts = [outsourced, 'filed', filedOn, followers, 'publish', 'active', 'feed']
    yield [n, platform, platformId, key, name, unit, ...facts]
  }
}
