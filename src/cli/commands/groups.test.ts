import { Command } from 'commander'
import { expect, it } from 'vitest'
import { commandGroups, groupsFor } from './groups.ts'

it('every group makes exactly the commands of its words', async () => {
  for (const { words, load } of commandGroups) {
    const program = new Command()
    ;(await load())(program)
    expect(program.commands.map((command) => command.name())).toEqual(words)
  }
})

it.each([
  [['explain', 'WEB-V3'], [['judge', 'explain']]],
  [['--json', '--by', '张三', 'audit', 'verify'], [['audit']]],
  [
    ['import', 'messages', 'file.xlsx'],
    [['import'], ['messages']],
  ],
])('%j loads %j', (call, words) => {
  expect(groupsFor(call).map((group) => group.words)).toEqual(words)
})

it.each([[['--help']], [[]], [['status']], [['--help', 'audit']]])('%j loads all', (call) => {
  expect(groupsFor(call)).toBe(commandGroups)
})
