/**
 * Evidence of one target in a file: exported, carried elsewhere, and judged again. The file comes from strangers: whatever
 * is wrong with it is named, and nothing is judged by half of it.
 */
import { z } from 'zod'
import { Failure } from '../kernel/failure.ts'
import { evidenceSchemas, missing, type EvidenceKind, type GatheredEvidence } from './evidence.ts'
import { dayField, instantField } from './fields.ts'

export const evidenceFormat = 'mingcha-evidence'
/** Raised when a schema changes so that older files would be misread. */
export const evidenceVersion = 1

export const evidenceFileLimits = { bytes: 300_000_000, textChars: 1_000_000 } as const

const fileTarget = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('site'),
    name: z.string(),
    siteCode: z.string().optional(),
    url: z.string().optional(),
    isPortal: z.boolean().optional(),
    hasServices: z.boolean().optional(),
    level: z.enum(['municipal', 'district']).optional(),
  }),
  z.strictObject({
    kind: z.literal('account'),
    name: z.string(),
    purpose: z.enum(['publish', 'service', 'both']).optional(),
    platform: z.string().optional(),
  }),
])

const header = z.object({ format: z.literal(evidenceFormat), version: z.number().int() })

const body = z.object({
  target: fileTarget,
  /** The monitoring point it was gathered for. */
  monitorPoint: dayField,
  exportedAt: instantField,
  evidence: z.record(z.string(), z.unknown()),
})

export type EvidenceFile = Omit<z.output<typeof body>, 'evidence'> & { readonly evidence: GatheredEvidence }

/**
 * Reads the text of an evidence file. A `badInput` failure says what is wrong and where: no JSON (a truncated file), another
 * format, another version, unknown kinds, wrong fields, texts that are too long, facts that contradict each other.
 */
export function readEvidenceFile(text: string): EvidenceFile {
  const value = parsed(text)
  const head = header.safeParse(value)
  if (!head.success) throw bad('kind', '这不是明察导出的证据文件', '请用 campaign evidence 导出证据')
  if (head.data.version !== evidenceVersion) {
    const older = head.data.version < evidenceVersion
    throw bad(
      'version',
      `证据文件是第 ${head.data.version} 版，本程序读取第 ${evidenceVersion} 版`,
      older ? '请用本版程序重新导出' : '请升级本程序',
    )
  }
  const read = body.safeParse(value)
  if (!read.success) throw bad('fields', '证据文件的内容不正确', '请重新导出', issues(read.error, ''))
  const long = longTexts(value)
  if (long.length > 0) {
    throw bad('texts', `有超过 ${evidenceFileLimits.textChars} 字的文字`, '请核对该文件的来源', long)
  }
  const evidence = readKinds(read.data.evidence)
  const contradictory = contradictions(evidence)
  if (contradictory.length > 0) {
    throw bad('contradictions', '证据文件中的事实互相矛盾', '请核对该文件的来源，或重新采集', contradictory)
  }
  return { ...read.data, evidence }
}

/** The text of an evidence file. */
export function writeEvidenceFile(file: EvidenceFile): string {
  return `${JSON.stringify({ format: evidenceFormat, version: evidenceVersion, ...file }, null, 1)}\n`
}

const shownErrors = 20

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const complete = text.trimEnd().endsWith('}')
    throw bad('json', complete ? '证据文件不是正确的 JSON' : '证据文件不完整，可能没有传完', '请重新导出或重新传送', [
      (error as Error).message.slice(0, 200),
    ])
  }
}

function readKinds(given: Readonly<Record<string, unknown>>): GatheredEvidence {
  const unknown = Object.keys(given).filter((kind) => !Object.hasOwn(evidenceSchemas, kind))
  if (unknown.length > 0) {
    const known = Object.keys(evidenceSchemas).join('、')
    throw bad('kinds', `有不认识的证据种类：${unknown.slice(0, shownErrors).join('、')}`, `可用的种类：${known}`)
  }
  const errors: string[] = []
  const entries = Object.entries(given).map(([kind, value]) => {
    // Only the half that is meant: a union would parse both, and name the errors of both.
    const gathered = halfOf(kind as EvidenceKind, value).safeParse(value)
    if (!gathered.success) errors.push(...issues(gathered.error, `evidence.${kind}`))
    return [kind, gathered.data] as const
  })
  if (errors.length > 0) throw bad('fields', '证据文件的内容不正确', '请重新导出', errors.slice(0, shownErrors))
  return Object.fromEntries(entries) as GatheredEvidence
}

function halfOf(kind: EvidenceKind, value: unknown): z.ZodType {
  const isMissing = typeof value === 'object' && value !== null && 'missing' in value
  return isMissing ? z.strictObject({ missing }) : z.strictObject({ value: evidenceSchemas[kind] })
}

function issues({ issues: found }: z.ZodError, at: string): string[] {
  return found.slice(0, shownErrors).map(({ path, message }) => {
    const place = [at, ...path.map(String)].filter((part) => part !== '').join('.')
    return `${place}：${message.slice(0, 200)}`
  })
}

/** Texts that are too long, with their places. A huge file has millions of values: those that are right cost no memory. */
function longTexts(root: unknown): string[] {
  const [found, trail]: [string[], string[]] = [[], []]
  const look = (value: unknown): void => {
    if (typeof value === 'string') {
      if (value.length > evidenceFileLimits.textChars && found.length < shownErrors) {
        found.push(`${trail.join('.')}：${value.length} 字`)
      }
      return
    }
    if (typeof value !== 'object' || value === null) return
    for (const name of Object.keys(value)) {
      trail.push(name)
      look((value as Readonly<Record<string, unknown>>)[name])
      trail.pop()
    }
  }
  look(root)
  return found
}

/** Facts that cannot both be true; each with its place. Judging them could only be wrong. */
function contradictions(evidence: GatheredEvidence): string[] {
  const valueOf = <Kind extends EvidenceKind>(kind: Kind) => {
    const gathered = evidence[kind]
    return gathered !== undefined && 'value' in gathered ? gathered.value : undefined
  }
  const [columns, posts, links, ipv6, services] = [
    valueOf('columns'),
    valueOf('posts'),
    valueOf('links'),
    valueOf('ipv6'),
    valueOf('services'),
  ]
  const checked = links?.findings.filter(({ outcome }) => outcome !== 'unchecked').length ?? 0
  return [
    ...(columns?.columns ?? []).flatMap(({ name, state, items, itemCount, newest }, index) =>
      state === 'blank' && (items.length > 0 || itemCount > 0 || newest !== null)
        ? [`evidence.columns.${index}：栏目“${name.slice(0, 40)}”空白却有内容`]
        : [],
    ),
    ...(posts && posts.coveredFrom !== null && posts.coveredFrom > posts.knownThrough
      ? ['evidence.posts：覆盖的首日晚于末日']
      : []),
    ...(links && checked > links.linksChecked ? ['evidence.links：有问题的链接多于检查过的链接'] : []),
    ...(ipv6 && ipv6.linksOpened > ipv6.linksChecked ? ['evidence.ipv6：打开的链接多于检查过的链接'] : []),
    ...(services && services.itemCount !== null && services.guides.length > services.itemCount
      ? ['evidence.services：办事指南多于事项']
      : []),
  ]
}

function bad(what: string, message: string, advice: string, details: readonly string[] = []): Failure {
  return new Failure(`badInput.evidenceFile.${what}`, message, advice, details)
}
