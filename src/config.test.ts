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

it.each([
  ['{"gather": {"contact": "https://www.example.gov.cn/mingcha"}}', '+https://www.example.gov.cn/mingcha; '],
  ['{"gather": {"contact": "jiancha@example.gov.cn"}}', '+mailto:jiancha@example.gov.cn; '],
  ['{}', ''],
])('%s: whoever is visited can read who we are', async (text, words) => {
  const { gather } = await reading(text)
  expect(gather.userAgent).toBe(`Mingcha/0.1 (${words}government website inspection)`)
})

it.each(['', 'example', 'https://例子.cn/', 'http://a b/', 'https://x/)\r\nX: y', 'a@b'])(
  'no contact: “%s”',
  async (text) => {
    const failure = await reading(JSON.stringify({ gather: { contact: text } })).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'badInput.config', details: [expect.stringContaining('gather.contact')] })
  },
)

it('a User-Agent of one’s own and hours are taken as they are; wrong hours are refused', async () => {
  const config = await reading('{"nightWindow": "22:00-06:00", "gather": {"userAgent": "X/1", "contact": "a@b.cn"}}')
  expect([config.nightWindow, config.gather.userAgent]).toEqual(['22:00-06:00', 'X/1'])
  await expect(reading('{"nightWindow": "22-6"}')).rejects.toMatchObject({ code: 'badInput.config' })
})
