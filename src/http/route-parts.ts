/** What descriptions of routes are put together from: answers, bodies, parts of addresses, words of a table. */
import { z } from '@hono/zod-openapi'
import { otherwise } from './errors.ts'

/** The `responses` of a route that answers JSON. */
export const jsonAnswer = <Schema extends z.ZodType>(description: string, schema: Schema) => ({
  200: { description, content: { 'application/json': { schema } } },
  ...otherwise,
})

/** The `responses` of a route that has nothing to say but that it is done. */
export const noContent = (description: string) => ({ 204: { description }, ...otherwise })

/** The `request` body of a route that takes JSON. */
export const jsonBody = <Schema extends z.ZodType>(schema: Schema) => ({
  body: { required: true, content: { 'application/json': { schema } } },
})

/** The words of a table of labels. */
export const keysOf = <Key extends string>(labels: Readonly<Record<Key, unknown>>) =>
  z.enum(Object.keys(labels) as [Key, ...Key[]])

/** A part of an address that names something. */
export const named = (name: string, example: string) =>
  z.object({
    [name]: z
      .string()
      .max(500)
      .openapi({ param: { in: 'path', name }, example }),
  })

/** A unit as lists show it. */
export const unit = z.object({ code: z.string(), name: z.string() })
