import { describe, expect, test } from 'vitest'
import { day } from '../../kernel/day.ts'
import { draftBulletin } from '../draft.ts'
import { thirdQuarter2025 } from '../facts-fixture.ts'
import { shanghai } from '../styles/shanghai.ts'
import { bulletinJson, bulletinJsonSchema, bulletinJsonSchemaDocument, json } from './json.ts'

const bulletin = draftBulletin(thirdQuarter2025, shanghai, { date: day('2025-09-28') })
const file = new TextDecoder().decode(await json.render(bulletin))

test('is the golden file', async () => {
  await expect(file).toMatchFileSnapshot('../../../fixtures/bulletins/2025Q3.json')
})

test('reads back through its own schema and loses nothing', () => {
  const read = bulletinJsonSchema.parse(JSON.parse(file))
  expect(read).toEqual(bulletinJson(bulletin))
  expect(read.figures).toEqual(bulletin.figures)
  expect(read.lists).toEqual(bulletin.lists)
})

test('every figure has its counts and the ids of its rows', () => {
  const { figures } = bulletinJsonSchema.parse(JSON.parse(file))
  for (const { id, value, denominator, rowIds } of figures) {
    expect([id, rowIds.length]).toEqual([id, denominator ?? value])
  }
  expect(figures.find(({ id }) => id === 'accounts.inspectedShare')).toMatchObject({
    text: '21.6%',
    value: 21.6,
    numerator: 348,
    denominator: 1609,
  })
})

describe('JSON Schema', () => {
  test('describes every field', () => {
    const schema = bulletinJsonSchemaDocument() as { readonly properties: object; readonly required: readonly string[] }
    expect(Object.keys(schema.properties)).toEqual(Object.keys(bulletinJson(bulletin)))
    expect(schema.required).toEqual(Object.keys(schema.properties))
    expect(schema.properties).toMatchObject({ date: { type: 'string', format: 'date' } })
  })

  test('another schema number and an impossible date are refused', () => {
    const read = bulletinJson(bulletin)
    expect(bulletinJsonSchema.safeParse({ ...read, schema: 'mingcha.bulletin/2' }).success).toBe(false)
    expect(bulletinJsonSchema.safeParse({ ...read, date: '2025-02-30' }).success).toBe(false)
  })
})
