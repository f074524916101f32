import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const home = await mkdtemp(path.join(tmpdir(), 'mingcha-config-'))
afterAll(() => rm(home, { recursive: true }))

async function reading(text: string) {
  await writeFile(path.join(home, 'config.json'), text)
  return readConfig(home)
}

it.each([
  ['{"concurrency": 8,}', 'badInput.config', ['第 1 行第 19 列']],
  ['{\n  "http": {\n', 'badInput.config', ['不是有效的 JSON']],
  ['', 'badInput.config', ['不是有效的 JSON']],
  ['null', 'badInput.config', ['（整个文件）：无效输入']],
  ['{"concurrency": "8"}', 'badInput.config', ['concurrency：无效输入']],
  ['{"gather": {"allowNetworks": ["10.0.0.0/8", "banana"]}}', 'badInput.config', ['gather.allowNetworks.1：不是网段']],
])('%j is refused', async (text, code, details) => {
  const failure = await reading(text).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code, details: details.map((words) => expect.stringContaining(words)) })
})

it('networks of both kinds are understood', async () => {
  const { gather } = await reading('{"gather": {"allowNetworks": ["127.0.0.0/8", "::1/128"]}}')
  expect(gather.allowNetworks).toEqual(['127.0.0.0/8', '::1/128'])
})
