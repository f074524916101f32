/** What the command line parser finds wrong with a call, as bad input in Chinese. */
import type { CommanderError } from 'commander'
import { Failure } from '../kernel/failure.ts'

/** The parser speaks English only; its errors carry names and values in quotes. */
const sentences: readonly (readonly [RegExp, string])[] = [
  [/^missing required argument '(.+)'$/, '缺少参数 <$1>'],
  [/^option '(.+)' argument missing$/, '选项 $1 缺少取值'],
  [/^required option '(.+)' not specified$/, '缺少选项 $1'],
  [/^unknown option '([^']+)'.*$/s, '没有选项 $1'],
  [/^unknown command '([^']+)'.*$/s, '没有命令 $1'],
  [/^too many arguments.*?: (.+)\.$/s, '多余的参数：$1'],
  [/^option '(.+)' argument '(.*)' is invalid\. Allowed choices are (.+)\.$/s, '选项 $1 的取值“$2”不正确，可用：$3'],
  [/^option '(.+)' argument '(.*)' is invalid\. (.+)$/s, '选项 $1 的取值“$2”不正确：$3'],
  [
    /^command-argument value '(.*)' is invalid for argument '(.+)'\. Allowed choices are (.+)\.$/s,
    '参数 <$2> 的取值“$1”不正确，可用：$3',
  ],
]

/** The failure that stands for a parser's error. */
export function usageFailure(error: CommanderError): Failure {
  const english = error.message.replace(/^error: /, '').trim()
  const [pattern, words] = sentences.find(([candidate]) => candidate.test(english)) ?? []
  const suggestion = /Did you mean (.+)\?/s.exec(english)?.[1]
  return new Failure(
    'badInput.usage',
    pattern && words !== undefined ? english.replace(pattern, words) : english,
    '用 mingcha --help 或 mingcha <命令> --help 查看用法',
    suggestion ? [`是否想写 ${suggestion}`] : [],
  )
}
