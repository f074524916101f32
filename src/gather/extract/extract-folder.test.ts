import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { day } from '../../kernel/day.ts'
import { extractFolder } from './extract-folder.ts'
import { pageExtractSchema } from './page-extract.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'extract-'))
  await mkdir(path.join(folder, 'in/列表'), { recursive: true })
  await writeFile(path.join(folder, 'in/b.htm'), '<title>乙</title><a href="c.html">丙</a>')
  await writeFile(path.join(folder, 'in/列表/a.HTML'), '<title>甲</title>')
  await writeFile(path.join(folder, 'in/picture.png'), 'no page')
})
afterAll(() => rm(folder, { recursive: true }))
const options = { url: 'http://www.example.gov.cn/x/', capturedOn: day('2025-08-20') }

test('one line a page, in the order of their names, with addresses below the given one', async () => {
  const out = path.join(folder, 'out.jsonl')
  const done = await extractFolder(path.join(folder, 'in'), out, options, () => undefined)
  expect(done).toMatchObject({ pages: 2, failures: [] })
  const lines = (await readFile(out, 'utf8')).trimEnd().split('\n')
  const pages = lines.map((line) => pageExtractSchema.parse(JSON.parse(line)))
  expect(pages.map(({ file, title, url }) => [file, title, url])).toEqual([
    ['b.htm', '乙', 'http://www.example.gov.cn/x/b.htm'],
    ['列表/a.HTML', '甲', `http://www.example.gov.cn/x/${encodeURIComponent('列表')}/a.HTML`],
  ])
  expect(pages[0]?.links[0]?.url).toBe('http://www.example.gov.cn/x/c.html')
})

test('a folder that is not there, a place that cannot be written to', async () => {
  const nowhere = path.join(folder, 'nowhere')
  await expect(extractFolder(nowhere, path.join(folder, 'o'), options, () => undefined)).rejects.toMatchObject({
    code: 'notFound.folder',
  })
  await expect(
    extractFolder(path.join(folder, 'in'), path.join(nowhere, 'o'), options, () => undefined),
  ).rejects.toMatchObject({ code: 'unavailable.out' })
})
