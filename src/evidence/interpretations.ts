/** Policy documents and what interprets them. Feeds WEB-D-PUB-7 and WEB-D-PUB-8. */
import { z } from 'zod'
import { capsField, dayField, instantField } from './fields.ts'

const policyDocument = z.object({
  title: z.string(),
  url: z.string(),
  publishedOn: dayField.nullable(),
  /** Own-issued and of wide concern: a person says so; `null`: nobody has. */
  needsInterpretation: z.boolean().nullable(),
  /** The matched interpretation; `null`: none was found. */
  interpretation: z.object({ title: z.string(), url: z.string() }).nullable(),
  /** The document links to its interpretation, and back; `null`: the page could not be read. */
  linksThere: z.boolean().nullable(),
  linksBack: z.boolean().nullable(),
})

export const interpretations = z.object({
  capturedAt: instantField,
  documents: z.array(policyDocument),
  caps: capsField,
})
export type PolicyDocument = z.output<typeof policyDocument>
