/** `mingcha user add|list|role|lock|unlock|reset`: works on the database of this machine, without signing in. */
import { text } from 'node:stream/consumers'
import type { Command as Program } from 'commander'
import { resetPassword, setUserState } from '../../identity/change-user.ts'
import { randomPassword } from '../../identity/password-rules.ts'
import { unlockUser } from '../../identity/sign-in.ts'
import { createUser, findUser, listUsers, setReach, type ListedUser } from '../../identity/users.ts'
import { roles, type Role } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import { record } from '../../store/audit.ts'
import { openSafe, storeCredential } from '../../store/credentials.ts'
import { transaction, type Tx } from '../../store/database.ts'
import { run, type Command, type CommonOptions } from '../context.ts'

interface ReachOptions {
  readonly role: string
  readonly unit: readonly string[]
  readonly campaign: readonly string[]
}

const roleWords = Object.entries(roles)
  .map(([role, title]) => `${role}（${title}）`)
  .join('、')
const collected = (text: string, before: readonly string[] = []) => [...before, text]

export function userCommands(program: Program): void {
  const user = program.command('user').description('用户：新建、角色和范围、停用、解锁、重置密码')
  const common = () => program.opts<CommonOptions>()
  const withReach = (command: Program) =>
    command
      .requiredOption('--role <role>', `角色：${roleWords}`)
      .option('--unit <code>', '所属单位代码，含其下属；可重复', collected, [])
      .option('--campaign <id>', '授权的检查（检查人员）；可重复', collected, [])

  withReach(user.command('add <userName>').description('新建用户；显示一个随机密码，首次登录必须修改'))
    .requiredOption('--name <name>', '姓名，写入复核结论和审计日志')
    .option('--provider-only', '没有本地密码，只经统一认证登录')
    .action((userName: string, options: ReachOptions & { name: string; providerOnly?: boolean }) =>
      run(common(), async (command) => {
        const { store, config } = await command.open()
        const password = options.providerOnly ? null : randomPassword()
        const added = { userName, name: options.name, ...reach(options), password, mustChangePassword: true }
        await transaction(store.db, (tx) => createUser(tx, added, command.by(), config.identity))
        const words = password === null ? '经统一认证登录' : `初始密码  ${password}\n首次登录必须修改`
        command.answer({ userName, password }, `已建立用户 ${userName}\n${words}`)
      }),
    )

  withReach(user.command('role <userName>').description('改变角色和范围；正在使用的登录随即失效')).action(
    (userName: string, options: ReachOptions) =>
      changing(common(), userName, '已改变角色和范围', (tx, command) =>
        setReach(tx, userName, reach(options), command.by()),
      ),
  )

  user
    .command('list')
    .description('列出用户')
    .option('--search <text>', '用户名或姓名中含有')
    .action(({ search }: { search?: string }) =>
      run(common(), async (command) => {
        const { store } = await command.open()
        const at = command.by().at
        const { items } = await listUsers(store.db, { search }, { offset: 0, limit: 10_000, at })
        command.answer(items, items.map(lineOf).join('\n') || '没有用户')
      }),
    )

  user
    .command('lock <userName>')
    .description('停用用户；正在使用的登录随即失效')
    .action((userName: string) =>
      changing(common(), userName, '已停用', (tx, command) => setUserState(tx, userName, 'disabled', command.by())),
    )

  user
    .command('unlock <userName>')
    .description('解除停用和多次失败后的锁定')
    .action((userName: string) =>
      changing(common(), userName, '可以登录', async (tx, command) => {
        await setUserState(tx, userName, 'active', command.by())
        await unlockUser(tx, userName, command.by())
      }),
    )

  user
    .command('provider-secret <id>')
    .description(
      '从标准输入读取统一认证（identity.providers）的客户端密钥并加密保存，例如 user provider-secret oa < secret.txt',
    )
    .action((id: string) =>
      run(common(), async (command) => {
        const secret = (await readStandardInput()).trim()
        const { store, home, config } = await command.open()
        if (!config.identity.providers.some((provider) => provider.id === id)) {
          throw new Failure(
            'notFound.provider',
            `配置中没有登录方式 ${id}`,
            '请先在 config.json 的 identity.providers 中登记',
          )
        }
        const safe = await openSafe(home)
        await transaction(store.db, async (tx) => {
          await storeCredential(tx, safe, { kind: 'oidc', name: id }, secret, command.by())
          await record(tx, { ...command.by(), action: 'provider.secretSet', subject: `provider/${id}`, detail: {} })
        })
        command.answer({ id }, `已保存 ${id} 的客户端密钥`)
      }),
    )

  user
    .command('reset <userName>')
    .description('重置密码；显示一个随机密码，下次登录必须修改')
    .action((userName: string) =>
      run(common(), async (command) => {
        const { store, config } = await command.open()
        const password = await transaction(store.db, (tx) => resetPassword(tx, userName, command.by(), config.identity))
        command.answer({ userName, password }, `用户 ${userName} 的新密码  ${password}\n下次登录必须修改`)
      }),
    )
}

/** A secret never stands on the command line, where others of the machine could read it. */
async function readStandardInput(): Promise<string> {
  if (process.stdin.isTTY)
    throw new Failure('badInput.secret', '密钥要从标准输入送入', '例如 user provider-secret oa < 文件')
  return text(process.stdin)
}

function changing(
  options: CommonOptions,
  userName: string,
  words: string,
  change: (tx: Tx, command: Command) => Promise<void>,
): Promise<void> {
  return run(options, async (command) => {
    const { store } = await command.open()
    await transaction(store.db, async (tx) => {
      await findUser(tx, userName)
      await change(tx, command)
    })
    command.answer({ userName }, `用户 ${userName} ${words}`)
  })
}

function reach({ role, unit, campaign }: ReachOptions) {
  if (role in roles) return { role: role as Role, units: unit, campaigns: campaign }
  throw new Failure('badInput.role', `没有角色 ${role}`, `可用：${roleWords}`)
}

function lineOf({ userName, name, role, allUnits, units, campaigns, state, lockedUntil }: ListedUser): string {
  const where = allUnits ? '全部单位' : units.map((unit) => unit.name).join('、')
  const standing = state === 'disabled' ? '已停用' : lockedUntil === null ? '' : `锁定至 ${lockedUntil}`
  return [userName, name, role === null ? '未授权' : roles[role], where, campaigns.join('、'), standing]
    .filter(Boolean)
    .join('  ')
}
