/** The help of the commands in Chinese: commander's own words are English. */
import { displayWidth } from '../bulletins/formats/display-width.ts'
import { Help, type HelpConfiguration } from 'commander'

const titles: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Commands:': '命令：',
}
const plain = new Help()

export const chineseHelp: HelpConfiguration = {
  displayWidth: (text) => displayWidth(text),
  styleTitle: (title) => titles[title] ?? title,
  commandUsage: (command) => plain.commandUsage(command).replace('[options]', '[选项]').replace('[command]', '[命令]'),
  subcommandTerm: (command) => plain.subcommandTerm(command).replace('[options]', '[选项]'),
  optionDescription({ description, defaultValue }) {
    // Some say themselves what holds without them; a list begins empty.
    const isTold = defaultValue === undefined || defaultValue === true || description.includes('默认')
    const value: unknown = defaultValue
    if (isTold || (Array.isArray(value) && value.length === 0)) return description
    return `${description}（默认 ${String(value)}）`
  },
}
