/** The sampling plan as data: strata, each with its rule. */
import { z } from 'zod'
import { parseDay, type Day } from '../kernel/day.ts'
import { Failure } from '../kernel/failure.ts'
import { unitKinds, type UnitKind } from '../registry/register.ts'

const day = z.string().transform((text, context): Day => {
  const value = parseDay(text)
  if (value !== null) return value
  context.addIssue({ code: 'custom', message: `“${text}”不是日期，应写成 2025-08-01` })
  return z.NEVER
})

const named = { id: z.string().min(1), label: z.string().min(1) }

/**
 * 普查 takes all accounts of organisers of these kinds; 复查 all accounts named in an earlier inspection (in all, or in these);
 * 新增 all filed since a day; 指定 those on a list; 抽查 a share of the accounts that no other stratum has taken, of all of them
 * or of each district and platform.
 */
const stratum = z.discriminatedUnion('rule', [
  z.strictObject({
    ...named,
    rule: z.literal('census'),
    organiserKinds: z.array(z.enum(Object.keys(unitKinds) as [UnitKind, ...UnitKind[]])).min(1),
  }),
  z.strictObject({ ...named, rule: z.literal('recheck'), notedIn: z.array(z.string()).min(1).optional() }),
  z.strictObject({ ...named, rule: z.literal('newlyFiled'), since: day }),
  z.strictObject({ ...named, rule: z.literal('handPicked'), accounts: z.array(z.string()).min(1) }),
  z.strictObject({
    ...named,
    rule: z.literal('spotCheck'),
    sharePercent: z.number().min(0).max(100),
    each: z.array(z.enum(['district', 'platform'])).optional(),
  }),
])
export type Stratum = z.output<typeof stratum>

const plan = z
  .array(stratum)
  .min(1)
  .refine((strata) => new Set(strata.map(({ id }) => id)).size === strata.length, '层编号重复')

export const ruleNames = {
  census: '普查',
  recheck: '复查',
  newlyFiled: '新增全查',
  handPicked: '指定',
  spotCheck: '抽查',
} as const satisfies Readonly<Record<Stratum['rule'], string>>

/** Shanghai's plan: a census of district governments' and municipal departments' accounts, and earlier problem accounts. */
export const defaultStrata: readonly Stratum[] = [
  {
    id: 'census',
    rule: 'census',
    label: '各区政府及市级部门政务新媒体账号',
    organiserKinds: ['district', 'department'],
  },
  { id: 'recheck', rule: 'recheck', label: '前期检查过程中存在问题的账号' },
]

/** Reads a sampling plan from JSON text; a `badInput` failure names the field. */
export function parseStrata(text: string): readonly Stratum[] {
  const parsed = plan.safeParse(readJson(text))
  if (parsed.success) return parsed.data
  throw new Failure(
    'badInput.strata',
    '抽样方案不正确',
    '请按 docs/how-to/plan-a-sample.md 中的例子填写',
    parsed.error.issues.map((issue) => `${issue.path.join('.')}：${issue.message}`),
  )
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
