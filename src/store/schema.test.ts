import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { catalogFields, describeSchema } from './describe-schema.ts'

const { db } = await testStore()

test('schema.sql shows the schema that the migrations make; after a change: npm run golden', async () => {
  await expect(await describeSchema(db)).toMatchFileSnapshot('schema.sql')
})

test('the types in tables/ have every table and field, with the same nullability', async () => {
  const folder = path.join(import.meta.dirname, 'tables')
  const sources = (await readdir(folder)).map((name) => readFile(path.join(folder, name), 'utf8'))
  const source = (await Promise.all(sources)).join('\n')
  const catalog = (await catalogFields(db)).map(
    ({ table, field, nullable, generated }) =>
      `${camelCase(table)}.${camelCase(field)}${nullable ? ' null' : ''}${generated ? ' generated' : ''}`,
  )
  expect(typedFields(source).toSorted()).toEqual(catalog.toSorted())
})

/** Reads the interfaces of tables/: a type has no values that a test could look at. */
function typedFields(source: string): string[] {
  const tables = new Map(
    [...source.matchAll(/^ {2}(\w+): (\w+Table)$/gm)].map(([, table, type]) => [type!, table!] as const),
  )
  return [...source.matchAll(/^interface (\w+Table) \{\n(.*?)^\}/gms)].flatMap(([, type, body]) =>
    [...body!.matchAll(/^ {2}(\w+): (.+)$/gm)].map(([, field, fieldType]) => {
      const nullable = /\| null>?$/.test(fieldType!) ? ' null' : ''
      const generated = fieldType!.startsWith('Generated') ? ' generated' : ''
      return `${tables.get(type!)}.${field}${nullable}${generated}`
    }),
  )
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}
