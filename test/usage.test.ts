/** Wrong calls of the command line: exit code 2 and words that say what was wrong. None of them opens a database. */
import { expect, it } from 'vitest'
import { program, temporaryFolder } from './program.ts'

const mingcha = program(await temporaryFolder('usage'))

it.each([
  ['check', '缺少参数 <url>'],
  ['check http://127.0.0.1/ --allow-network banana', '不是网段'],
  ['campaign open 2025Q3', '缺少选项 --monitor-point <day>'],
  ['import bananas file.xlsx', '参数 <kind> 的取值“bananas”不正确'],
  ['review list 2025Q3 --limit 0', '应为整数，不小于 1'],
  ['serve --port 65536', '应为整数，在 0 至 65535 之间'],
  ['demo --articles abc', '选项 --articles <n> 的取值“abc”不正确'],
  ['demo --plant bogus', '没有可埋设的问题“bogus”'],
  ['status --colour', '没有命令 status'],
])('mingcha %s: %s', async (call, words) => {
  const { code, stdout, stderr } = await mingcha.run(...call.split(' '))
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(words)
})

it('answers json with --json, wherever it stands', async () => {
  const { code, stdout, stderr } = await mingcha.run('review', 'list', '--limit', '0', '--json')
  expect([code, stderr]).toEqual([2, ''])
  expect(JSON.parse(stdout)).toEqual({
    error: {
      code: 'badInput.usage',
      message: '选项 --limit <n> 的取值“0”不正确：应为整数，不小于 1',
      advice: expect.stringContaining('--help'),
      details: [],
    },
  })
})

it('help is no error', async () => {
  expect((await mingcha.run('campaign', 'open', '--help')).code).toBe(0)
})
