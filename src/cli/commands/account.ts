/** `mingcha account list|show|set`; `facts` stands in a file of its own. */
import type { Command as Program } from 'commander'
import { Failure } from '../../kernel/failure.ts'
import { accountHistory, accountNames, type AccountChange, type AccountName } from '../../registry/account-history.ts'
import { findAccount, listAccounts, type ListedAccount } from '../../registry/account-list.ts'
import { changeAccounts, previewChange, readAssignments, settableHeadings } from '../../registry/change-accounts.ts'
import { beijingTime } from '../../registry/import-fields.ts'
import { platformLabels } from '../../registry/platforms/index.ts'
import { accountPurposes, accountStates, filingStates } from '../../registry/register.ts'
import { run, type CommonOptions } from '../context.ts'
import { importWords } from '../import-words.ts'
import { wholeNumber } from '../options.ts'
import { filtered, filterOf, type FilterOptions } from './account-filter.ts'
import { activityCommand } from './account-activity.ts'
import { factsCommand } from './account-facts.ts'

export function accountCommands(program: Program): void {
  const account = program.command('account').description('账号名录：查询、历史、批量修改、需要核实的线索')

  filtered(account.command('list'))
    .description('按条件列出账号')
    .option('--limit <n>', '最多列出多少个', wholeNumber(1, 100_000), 50)
    .option('--offset <n>', '跳过多少个', wholeNumber(0), 0)
    .action((options: FilterOptions & { limit: number; offset: number }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const { limit, offset } = options
        const page = { limit, offset, order: 'id', descending: false } as const
        const found = await listAccounts(db, filterOf(options), page)
        command.answer(found, [`共 ${found.total} 个账号`, ...found.accounts.map(line)].join('\n'))
      }),
    )

  account
    .command('show <account>')
    .description('一个账号的登记、曾用名和全部变更，例如 account show 微信/gh_1a2b3c')
    .action((key: string) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const found = await findAccount(db, key)
        const [names, history] = [await accountNames(db, found.id), await accountHistory(db, found.id)]
        command.answer({ account: found, names, history }, shown(found, names, history))
      }),
    )

  filtered(account.command('set'))
    .description('批量修改：先预览，核对后加 --apply 执行；每个账号都留下变更记录')
    .argument('<assignment...>', `字段=值，例如 账号状态=停更公告。字段：${settableHeadings.join('、')}`)
    .option('--apply <id>', '执行这个编号的预览所示的修改；名录此后有改动则拒绝')
    .action((assignments: string[], options: FilterOptions & { apply?: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const [set, filter] = [readAssignments(assignments), filterOf(options)]
        if (Object.values(filter).every((value) => value === undefined)) {
          throw new Failure(
            'badInput.filter',
            '没有说明修改哪些账号',
            '请至少给出一个条件，如 --under、--platform、--key',
          )
        }
        const { actor, at } = command.by()
        const result =
          options.apply === undefined
            ? await previewChange(db, filter, set)
            : await changeAccounts(db, filter, set, { author: actor, at }, options.apply)
        command.answer(result, importWords('账号', result, options.apply === undefined))
        return result.errorCount > 0 ? 2 : 0
      }),
    )
  activityCommand(account, program)
  factsCommand(account, program)
}

function line(account: ListedAccount): string {
  const { key, name, organiser, purpose, state, filingState, followers } = account
  const words = [key, name, organiser.name, accountPurposes[purpose], accountStates[state], filingStates[filingState]]
  return `  ${words.join('  ')}${followers === null ? '' : `  粉丝 ${followers}`}`
}

function shown(account: ListedAccount, names: readonly AccountName[], history: readonly AccountChange[]): string {
  const { organiser, supervisor, operator, outsourced, verifiedPrincipal, mainAccount } = account
  const yesNo = (value: boolean | null) => (value === null ? '未填' : value ? '是' : '否')
  const fields: [string, string | number | null][] = [
    ['账号类型', platformLabels[account.platform]],
    ['账号名称', account.name],
    ['主办单位', organiser.name],
    ['主管单位', supervisor?.name ?? null],
    ['承办单位', operator],
    ['是否代运营', yesNo(outsourced)],
    ['认证主体', verifiedPrincipal],
    ['是否主账号', yesNo(mainAccount)],
    ['账号用途', accountPurposes[account.purpose]],
    ['备案情况', filingStates[account.filingState]],
    ['账号状态', accountStates[account.state]],
    ['开设日期', account.openedOn],
    ['备案日期', account.filedOn],
    ['注销日期', account.closedOn],
    ['粉丝数', account.followers],
    ['年度费用（元）', account.yearlyCostYuan],
    ['订阅源地址', account.feedUrl],
  ]
  const former = names.filter(({ untilOn }) => untilOn !== null)
  return [
    account.key,
    ...fields.map(([label, value]) => `  ${label}：${value === null || value === '' ? '未填' : value}`),
    ...(former.length > 0 ? ['曾用名：'] : []),
    ...former.map(({ name, fromOn, untilOn }) => `  ${name}（${fromOn ?? '起始日不详'} 至 ${untilOn}）`),
    '变更：',
    ...history.flatMap(({ at, author, fields: changed }) => [
      `  ${beijingTime(at)} ${author}${changed === null ? ' 登记' : ''}`,
      ...(changed ?? []).map(({ field, before, after }) => `    ${field}：${before || '空'} → ${after || '空'}`),
    ]),
  ].join('\n')
}
