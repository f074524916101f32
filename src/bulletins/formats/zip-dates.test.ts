import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { day } from '../../kernel/day.ts'
import { unzip } from './unzip-fixture.ts'
import { dateZipEntries } from './zip-dates.ts'

async function zipOf(files: Readonly<Record<string, string>>, mtime: Date): Promise<Uint8Array> {
  const zip = new ZipFile()
  const options = { mtime, forceDosTimestamp: true }
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name, options)
  zip.end()
  return buffer(zip.outputStream)
}

test('entries written at different times become the same bytes, contents untouched', async () => {
  const files = { 'a.xml': '<a/>', '目录/b.txt': '乙'.repeat(1000) }
  const [early, late] = await Promise.all([zipOf(files, new Date('2020-01-01')), zipOf(files, new Date('2030-12-31'))])
  expect(Buffer.compare(early, late)).not.toBe(0)
  const dated = [early, late].map((zip) => dateZipEntries(zip, day('2025-09-28')))
  expect(Buffer.compare(dated[0]!, dated[1]!)).toBe(0)
  expect(await unzip(dated[0]!)).toEqual({ files: new Map(Object.entries(files)), days: ['2025-09-28'] })
})

test('what is no zip file is refused', () => {
  expect(() => dateZipEntries(new Uint8Array(10), day('2025-09-28'))).toThrow('not a plain zip file')
  expect(() => dateZipEntries(new Uint8Array(100), day('2025-09-28'))).toThrow('not a plain zip file')
})
