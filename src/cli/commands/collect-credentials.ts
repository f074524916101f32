/** `mingcha collect credential`: what units authorised; read from standard input, never from the command line, never shown. */
import { Argument, type Command as Program } from 'commander'
import { Failure } from '../../kernel/failure.ts'
import { beijingTime } from '../../registry/import-fields.ts'
import {
  listPlatformCredentials,
  platformCredentials,
  removePlatformCredential,
  setPlatformCredential,
  type PlatformCredential,
} from '../../registry/platform-credentials.ts'
import { openSafe } from '../../store/credentials.ts'
import { transaction } from '../../store/database.ts'
import { run, type CommonOptions } from '../context.ts'

const kind = () => new Argument('<kind>', '种类').choices(Object.keys(platformCredentials))
const maxInputChars = 10_000

export function credentialCommands(collect: Program, program: Program): void {
  const credential = collect.command('credential').description('主办单位授权的凭证；加密保存，密钥文件不进备份')

  credential
    .command('set')
    .addArgument(kind())
    .argument('<name>', 'AppID 或 uid')
    .description('从标准输入读取凭证并保存，例如 collect credential set weixin wx0123456789abcdef < secret.txt')
    .action((which: PlatformCredential, name: string) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const secret = await readStdin()
        const { store, home } = await command.open()
        const safe = await openSafe(home)
        await transaction(store.db, (tx) =>
          setPlatformCredential(tx, safe, { kind: which, name }, secret, command.by()),
        )
        command.answer({ kind: which, name }, `已保存${platformCredentials[which]}：${name}`)
      }),
    )

  credential
    .command('list')
    .description('列出保存了哪些凭证（不显示内容）')
    .action(() =>
      run(program.opts<CommonOptions>(), async (command) => {
        const credentials = await listPlatformCredentials((await command.open()).store.db)
        const lines = credentials.map(
          ({ kind: which, name, setBy, setAt }) =>
            `  ${which}  ${name}  ${platformCredentials[which as PlatformCredential]}，${setBy} 于 ${beijingTime(setAt)} 设置`,
        )
        command.answer({ credentials }, [`凭证 ${lines.length} 个`, ...lines].join('\n'))
      }),
    )

  credential
    .command('remove')
    .addArgument(kind())
    .argument('<name>', 'AppID 或 uid')
    .description('删除一个凭证')
    .action((which: PlatformCredential, name: string) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { store } = await command.open()
        await transaction(store.db, (tx) => removePlatformCredential(tx, which, name, command.by()))
        command.answer({ kind: which, name }, `已删除凭证 ${which}/${name}`)
      }),
    )
}

async function readStdin(): Promise<string> {
  if (process.stdin.isTTY) {
    throw new Failure(
      'badInput.credential',
      '凭证要从标准输入送入',
      '例如 collect credential set weixin <AppID> < 文件',
    )
  }
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk as string
    if (text.length > maxInputChars) throw new Failure('badInput.credential', '标准输入的内容过长', '只送入一行凭证')
  }
  return text
}
