/** The OpenAPI document as far as the page reads it, and examples made of its schemas. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly example?: unknown
  readonly default?: unknown
  readonly const?: unknown
  readonly format?: string
  readonly description?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
}

interface Content {
  readonly [mediaType: string]: { readonly schema?: Schema }
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly description?: string
  readonly schema?: Schema
  readonly example?: unknown
}

interface StoredOperation {
  readonly summary?: string
  readonly description?: string
  readonly 'x-capability'?: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content?: Content }
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>
}

export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, StoredOperation>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> }
}

export interface Operation {
  /** `get-/api/users`, for links. */
  readonly id: string
  readonly method: string
  readonly path: string
  /** What it answers, in the words of the document. */
  readonly title: string
  /** `users:read`, `session` or `everybody`. */
  readonly access: string
  readonly parameters: readonly Parameter[]
  readonly body: Schema | null
  readonly answer: Schema | null
  /** Media type of an answer that is no JSON. */
  readonly file: string | null
}

const methods = ['get', 'post', 'put', 'patch', 'delete']

/** Every operation, in the order of the document. */
export function operationsOf({ paths }: ApiDocument): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const stored = item[method]
      if (stored === undefined) return []
      const good = Object.entries(stored.responses).find(([status]) => status.startsWith('2'))?.[1]
      const types = Object.keys(good?.content ?? {})
      return [
        {
          id: `${method}-${path}`,
          method: method.toUpperCase(),
          path,
          title: stored.summary ?? stored.description ?? good?.description ?? '',
          access: stored['x-capability'] ?? 'session',
          parameters: stored.parameters ?? [],
          body: stored.requestBody?.content?.['application/json']?.schema ?? null,
          answer: good?.content?.['application/json']?.schema ?? null,
          file: types.find((type) => !type.includes('json')) ?? null,
        },
      ]
    }),
  )
}

type Schemas = Readonly<Record<string, Schema>>
const deepest = 8

/** A value that the schema takes: its example, default or first choice, else something of its type. */
export function exampleOf(schema: Schema, schemas: Schemas, depth = 0): unknown {
  if (depth > deepest) return null
  const next = (inner: Schema) => exampleOf(inner, schemas, depth + 1)
  if (schema.example !== undefined) return schema.example
  if (schema.$ref !== undefined) {
    const named = schemas[schema.$ref.split('/').at(-1)!]
    return named === undefined ? null : next(named)
  }
  if (schema.const !== undefined) return schema.const
  if (schema.default !== undefined && schema.default !== null) return schema.default
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map((part) => next(part) as object))
  const either = (schema.anyOf ?? schema.oneOf)?.find((one) => one.type !== 'null')
  if (either !== undefined) return next(either)
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.find((one) => one !== 'null')
  if (type === 'object') {
    if (schema.properties === undefined) {
      return typeof schema.additionalProperties === 'object' ? { 名称: next(schema.additionalProperties) } : {}
    }
    return Object.fromEntries(Object.entries(schema.properties).map(([name, inner]) => [name, next(inner)]))
  }
  if (type === 'array') return schema.items === undefined ? [] : [next(schema.items)]
  if (type === 'integer' || type === 'number') return Math.max(1, schema.minimum ?? 1)
  if (type === 'boolean') return true
  return type === 'string' ? textOf(schema.format) : null
}

function textOf(format: string | undefined): string {
  if (format === 'date-time') return '2025-08-14T01:00:00.000Z'
  return format === 'date' ? '2025-08-14' : '…'
}

/** A schema's type in a few words. */
export function typeWords(schema: Schema | undefined): string {
  if (schema === undefined) return ''
  if (schema.enum) {
    const values = schema.enum.filter((value) => value !== null)
    return values.map((value) => JSON.stringify(value).replaceAll('"', '')).join(' | ')
  }
  const either = schema.anyOf ?? schema.oneOf
  if (either) return [...new Set(either.map(typeWords))].filter((words) => words !== 'null').join(' | ')
  const type =
    typeof schema.type === 'string' ? schema.type : (schema.type?.filter((one) => one !== 'null').join(' | ') ?? '')
  return schema.format === undefined ? type : `${type}（${schema.format}）`
}

/** A call that can be pasted into a shell. `origin` is where this console is. */
export function curlOf(
  { method, path, parameters, body, access }: Operation,
  schemas: Schemas,
  origin: string,
): string {
  const value = ({ example, schema }: Parameter) => String(example ?? (schema ? exampleOf(schema, schemas) : '…'))
  const filled = parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce((address, parameter) => address.replace(`{${parameter.name}}`, encodeURIComponent(value(parameter))), path)
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required === true)
    .map((parameter) => `${parameter.name}=${encodeURIComponent(value(parameter))}`)
  const address = `${origin}${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`
  const lines = [
    `curl${method === 'GET' ? '' : ` -X ${method}`} '${address}'`,
    ...(access === 'everybody' ? [] : [`-H "Authorization: Bearer $MINGCHA_KEY"`]),
    ...(body === null
      ? []
      : [
          `-H 'Content-Type: application/json'`,
          `-d '${JSON.stringify(exampleOf(body, schemas)).replaceAll("'", String.raw`'\''`)}'`,
        ]),
  ]
  return lines.join(' \\\n  ')
}
