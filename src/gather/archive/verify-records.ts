/** Compares the records that are there with the lists that name them, and says which was changed, added or removed. */
import { z } from 'zod'
import { parts } from './pack-wacz.ts'
import { readRecords, type FoundRecord, type ReadRange } from './read-records.ts'
import type { ArchiveProblem, ReportProblem as Report } from './archive-problem.ts'

const listed = z.object({
  id: z.string(),
  type: z.string(),
  url: z.string().nullable(),
  digest: z.string(),
  offset: z.number(),
  length: z.number(),
})
type Listed = z.output<typeof listed>
const indexed = z.object({ url: z.string(), digest: z.string(), offset: z.number(), length: z.number() })

interface Lists {
  readonly records: string
  readonly index: string
  readonly pages: string
}

const kinds: Readonly<Record<string, string>> = {
  warcinfo: '说明',
  response: '应答',
  request: '请求',
  resource: '页面图片',
  metadata: '连接情况',
}

/** Reads all records; the number of those that are whole and listed. */
export async function verifyRecords(size: number, read: ReadRange, lists: Lists, report: Report): Promise<number> {
  const all = lines(lists.records, listed, parts.records, report)
  const byId = new Map(all.map((record) => [record.id, record]))
  const byOffset = new Map(all.map((record) => [record.offset, record]))
  const seen = new Set<string>()
  const starts = all.map(({ offset }) => offset).toSorted((a, b) => a - b)
  let whole = 0
  const tell = (kind: ArchiveProblem['kind'], what: string, record: Pick<Listed, 'type' | 'url'>) =>
    report(
      kind,
      `${parts.warc} ${kinds[record.type] ?? record.type}记录${record.url === null ? '' : ` ${record.url}`}`,
      what,
    )
  for await (const found of readRecords(size, read, starts)) {
    const record = (found.head && byId.get(found.head.id)) ?? byOffset.get(found.offset)
    if (record === undefined) {
      if (found.head) tell('added', '是清单中没有的记录', found.head)
      else report('added', parts.warc, `第 ${found.offset} 字节起有 ${found.length} 字节不是记录`)
      continue
    }
    if (seen.has(record.id)) tell('added', '同一记录有两份', record)
    seen.add(record.id)
    const problem = found.problem ?? disagreement(found, record)
    if (problem === null) whole += 1
    else tell(size < record.offset + record.length ? 'truncated' : 'changed', problem, record)
  }
  for (const record of all) if (!seen.has(record.id)) tell('removed', '记录缺失', record)
  verifyIndex(lists.index, all, report)
  verifyPages(lists.pages, all, report)
  return whole
}

function disagreement({ offset, length, head }: FoundRecord, record: Listed): string | null {
  if (head === null) return '无法读取'
  if (head.url !== record.url || head.type !== record.type) return `与清单不一致：记录为 ${head.type} ${head.url}`
  if (head.digest !== record.digest) return '正文与清单登记的摘要不一致'
  return offset === record.offset && length === record.length ? null : '位置与清单不一致'
}

/** The index that players use must lead to exactly the answers and pictures. */
function verifyIndex(text: string, all: readonly Listed[], report: Report): void {
  const json = text.replace(/^[^{\n]*/gm, '')
  const key = ({ url, offset, length, digest }: z.output<typeof indexed>) => `${offset} ${length} ${digest} ${url}`
  const found = new Map(lines(json, indexed, parts.index, report).map((line) => [key(line), line.url]))
  for (const record of all) {
    if (record.type !== 'response' && record.type !== 'resource') continue
    if (!found.delete(key({ ...record, url: record.url! }))) report('removed', parts.index, `索引中没有 ${record.url}`)
  }
  for (const url of found.values()) report('added', parts.index, `索引中的 ${url} 与记录不符`)
}

function verifyPages(text: string, all: readonly Listed[], report: Report): void {
  const addresses = new Set(all.filter(({ type }) => type === 'response').map(({ url }) => url))
  const rest = text.slice(text.indexOf('\n') + 1)
  for (const { url } of lines(rest, z.object({ url: z.string() }), parts.pages, report))
    if (!addresses.has(url)) report('added', parts.pages, `页面 ${url} 没有记录`)
}

function lines<Line>(text: string, schema: z.ZodType<Line>, part: string, report: Report): Line[] {
  const values: Line[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue
    const parsed = schema.safeParse(parseJson(line))
    if (parsed.success) values.push(parsed.data)
    else report('changed', part, `第 ${index + 1} 行无法读取`)
  }
  return values
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
