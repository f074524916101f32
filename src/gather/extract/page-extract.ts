/** The contract of `mingcha extract --json` (docs/reference/extract.md). */
import { z } from 'zod'
import { dateSources, dayField } from '../../evidence/fields.ts'

const day = z.string().transform((text) => dayField.parse(text))
const text = z.string()
const count = z.int().nonnegative()

const listItem = z.strictObject({
  title: text,
  href: text.nullable(),
  url: text.nullable(),
  day: day.nullable(),
  yearMissing: z.boolean(),
  raw: text.nullable(),
})

/** Everything that was read from one saved page. */
export const pageExtractSchema = z.strictObject({
  file: text,
  url: text.nullable(),
  bytes: count,
  kind: z.enum(['article', 'list', 'home', 'other']),
  charset: z.strictObject({ declared: text.nullable(), used: text, differs: z.boolean() }),
  title: text,
  published: z.strictObject({ day, time: text.nullable(), source: z.enum(dateSources), raw: text }).nullable(),
  dateDoubts: z.array(
    z.strictObject({
      kind: z.enum(['metaDiffers', 'urlDiffers', 'future', 'tooEarly', 'severalPublished']),
      day: day.nullable(),
      raw: text,
      days: z.int().nullable(),
      message: text,
    }),
  ),
  meta: z.record(text, text),
  metaTags: z.array(z.strictObject({ name: text, content: text })),
  footer: z.strictObject({
    siteCode: text.nullable(),
    icp: text.nullable(),
    police: text.nullable(),
    conac: text.nullable(),
    errorReport: z.strictObject({ url: text.nullable(), siteCode: text.nullable() }).nullable(),
    organiser: text.nullable(),
    contact: text.nullable(),
  }),
  contradictions: z.array(z.strictObject({ between: z.tuple([text, text]), reason: text })),
  column: z
    .strictObject({
      name: text,
      class: text,
      level: z.int().positive().nullable(),
      confidence: z.number().min(0).max(1),
      source: z.enum(['meta', 'breadcrumb', 'title']),
      path: z.array(text),
    })
    .nullable(),
  list: z.strictObject({ items: z.array(listItem), newest: day.nullable() }),
  pager: z.strictObject({ total: count.nullable(), pages: count.nullable() }).nullable(),
  links: z.array(
    z.strictObject({
      href: text.nullable(),
      url: text.nullable(),
      text,
      place: z.enum(['main', 'nav', 'header', 'footer', 'breadcrumb', 'pager']),
    }),
  ),
  forms: z.array(
    z.strictObject({
      kind: z.enum(['search', 'login', 'message', 'other']),
      action: text.nullable(),
      fields: z.array(text),
    }),
  ),
  ids: z.array(text),
  forwardsTo: text.nullable(),
  scriptFilled: z.boolean(),
  limits: z.array(text),
})

export type PageExtract = z.output<typeof pageExtractSchema>
