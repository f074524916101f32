/** The bulletin for machines: the text, and every figure with its value, its counts and the ids of its rows. */
import { z } from 'zod'
import { parseDay, type Day } from '../../kernel/day.ts'
import type { Block, Bulletin } from '../bulletin.ts'
import { figuresById, inlineText } from '../template.ts'
import type { BulletinFormat } from './format.ts'

const rowId = z.number().int()

const figure = z.object({
  id: z.string().describe('编号，如 sites.total；正文的占位与之对应'),
  label: z.string().describe('名称'),
  text: z.string().describe('打印的文字，如 67、98.5%；分母为 0 的比率为 —'),
  value: z.number().describe('数值；比率为打印的百分数，如 98.5'),
  numerator: z.number().int().nullable().describe('比率的分子；不是比率时为 null'),
  denominator: z.number().int().nullable().describe('比率的分母；不是比率时为 null'),
  rowKind: z
    .enum(['site', 'account', 'siteInspection', 'accountInspection', 'message', 'notice', 'case'])
    .describe('明细的种类'),
  rowIds: z.array(rowId).describe('明细的编号；比率为分母的明细'),
})

const inline = z.union([z.string(), z.object({ figure: z.string() })])

const block = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('paragraph'),
    text: z.string().describe('段落全文'),
    inlines: z.array(inline).describe('段落的文字与数字，数字以指标编号表示'),
  }),
  z.object({ kind: z.literal('heading'), level: z.union([z.literal(1), z.literal(2)]), text: z.string() }),
  z.object({ kind: z.literal('partTitle'), text: z.string() }),
])

const annex = z.object({
  title: z.string(),
  headings: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  rowIds: z.array(rowId).describe('每行对应的检查编号'),
  note: z.string(),
})

const check = z.object({
  id: z.string(),
  ok: z.boolean(),
  severity: z.enum(['error', 'warning']).describe('error 不通过时不得印发'),
  message: z.string(),
})

const list = z.object({
  name: z.string(),
  headings: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number()]))),
})

/** The shape of the JSON file. A change that breaks readers gets a new `schema` number. */
export const bulletinJsonSchema = z
  .object({
    schema: z.literal('mingcha.bulletin/1'),
    campaignId: z.string(),
    title: z.string(),
    issuer: z.string(),
    date: z
      .custom<Day>((value) => typeof value === 'string' && parseDay(value) !== null)
      .meta({ type: 'string', format: 'date' })
      .describe('成文日期'),
    notice: z.string().nullable().describe('演示数据等提示'),
    blocks: z.array(block),
    annexes: z.array(annex),
    figures: z.array(figure),
    checks: z.array(check),
    method: z.array(z.string()).describe('口径说明'),
    lists: z.array(list).describe('检查网站、抽查账号的明细表'),
  })
  .describe('明察检查通报')

export type BulletinJson = z.output<typeof bulletinJsonSchema>

/** The same as JSON Schema (2020-12), for readers in other languages. */
export function bulletinJsonSchemaDocument(): unknown {
  return z.toJSONSchema(bulletinJsonSchema, { unrepresentable: 'any' })
}

/** The bulletin as the JSON file holds it. */
export function bulletinJson(bulletin: Bulletin): BulletinJson {
  const figures = figuresById(bulletin.figures)
  return bulletinJsonSchema.parse({
    schema: 'mingcha.bulletin/1',
    ...bulletin,
    blocks: bulletin.blocks.map((block: Block) =>
      block.kind === 'paragraph'
        ? { kind: block.kind, text: inlineText(block.text, figures), inlines: block.text }
        : block,
    ),
  })
}

export const json: BulletinFormat = {
  id: 'json',
  extension: 'json',
  mediaType: 'application/json',
  label: 'JSON 数据',
  render: async (bulletin) => new TextEncoder().encode(`${numbersInOneLine(bulletinJson(bulletin))}\n`),
}

/** Indented, but a list of ids on one line: a thousand ids are one fact, not a thousand lines. */
function numbersInOneLine(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/\[\n\s*(-?\d+(?:,\n\s*-?\d+)*)\n\s*\]/g, (_, ids: string) => {
    return `[${ids.split(/,\s*/).join(', ')}]`
  })
}
