import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { fileTrouble } from './file-trouble.ts'

const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-files-'))
afterAll(() => rm(folder, { recursive: true }))
const file = path.join(folder, '名录.csv')
await writeFile(file, '')

it.each([
  ['打不开', '文件或目录不存在', () => readFile(path.join(folder, 'none'))],
  ['打不开', '这是目录', () => readFile(folder)],
  ['写不了', '路径中有一段不是目录', () => mkdir(path.join(file, 'below', 'deeper'))],
  ['写不了', '已经存在', () => mkdir(file)],
])('%s …：%s', async (cannot, because, work) => {
  const failure = fileTrouble(await work().catch((error: unknown) => error))
  expect(failure?.code).toBe('unavailable.file')
  expect(failure?.message).toMatch(new RegExp(`^${cannot} (${folder}.*|文件)：${because}`))
})

it('leaves bugs alone', () => {
  expect(fileTrouble(new TypeError('x is not a function'))).toBeNull()
  expect(fileTrouble(Object.assign(new Error('spawn none ENOENT'), { code: 'ENOENT' }))).toBeNull()
})
