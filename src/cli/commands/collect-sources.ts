/** `mingcha collect sources`: which sources an account has, how far each is trusted, and what became of its readings. */
import { Argument, Option, type Command as Program } from 'commander'
import { readingOutcomes, sourceKinds, type ReadingOutcome, type SourceKind } from '../../evidence/posts.ts'
import { Failure } from '../../kernel/failure.ts'
import { findAccount } from '../../registry/account-list.ts'
import { addSource, changeSource, listSources, type AccountSource } from '../../registry/account-sources.ts'
import { beijingTime } from '../../registry/import-fields.ts'
import { outcomeTitles, sourceKindFacts } from '../../registry/source-reading.ts'
import { sourceResults } from '../../registry/source-readings.ts'
import { transaction } from '../../store/database.ts'
import { run, type CommonOptions } from '../context.ts'
import { wholeNumber } from '../options.ts'

interface RankOptions {
  readonly trust?: number
  readonly freshHours?: number
  readonly everyMinutes?: number
}

const mostId = 2_147_483_647

function ranked(command: Program): Program {
  return command
    .option('--trust <n>', '可信度，1 最可信', wholeNumber(1, 99))
    .option('--fresh-hours <n>', '多久以内的结果算新', wholeNumber(1, 8760))
    .option('--every-minutes <n>', '隔多久读一次', wholeNumber(5, 44_640))
}

export function sourceCommands(collect: Program, program: Program): void {
  const sources = collect.command('sources').description('账号的来源：列出、增加、调整、查看结果')

  sources
    .command('list [account]')
    .description('列出来源，例如 collect sources list 微信/gh_1a2b3c')
    .addOption(new Option('--kind <kind>', '种类').choices(sourceKinds))
    .addOption(new Option('--outcome <outcome>', '最近结果').choices([...readingOutcomes, 'never']))
    .option('--limit <n>', '最多列出多少个', wholeNumber(1, 100_000), 50)
    .option('--offset <n>', '跳过多少个', wholeNumber(0), 0)
    .action(
      (
        key: string | undefined,
        options: { kind?: SourceKind; outcome?: ReadingOutcome | 'never'; limit: number; offset: number },
      ) =>
        run(program.opts<CommonOptions>(), async (command) => {
          const { db } = (await command.open()).store
          const accountId = key === undefined ? undefined : (await findAccount(db, key)).id
          const found = await listSources(db, { ...options, accountId })
          command.answer(found, [`共 ${found.total} 个来源`, ...found.sources.map(line)].join('\n'))
        }),
    )

  ranked(sources.command('add'))
    .addArgument(new Argument('<kind>', '种类').choices(sourceKinds))
    .argument('<account>', '账号，例如 微信/gh_1a2b3c')
    .argument('[address]', '订阅源网址或路由、AppID 或 uid')
    .option('--base-url <url>', '订阅源：RSSHub 或 WeWe-RSS 的地址，<address> 则是其中的路由')
    .option('--credential <name>', '凭证的名称（默认与地址相同）')
    .description('给账号增加一个来源；同一账号可有任意多个')
    .action(
      (
        kind: SourceKind,
        key: string,
        address: string | undefined,
        options: RankOptions & { baseUrl?: string; credential?: string },
      ) =>
        run(program.opts<CommonOptions>(), async (command) => {
          const { baseUrl, ...rank } = options
          const given = { ...rank, kind, address: fullAddress(address ?? '', baseUrl) }
          const { store } = await command.open()
          const id = await transaction(store.db, (tx) => addSource(tx, key, given, command.by()))
          command.answer({ id, ...given }, `已增加来源 ${id}：${sourceKindFacts[kind].title} ${given.address}`)
        }),
    )

  ranked(sources.command('set'))
    .argument('<id>', '来源的编号', wholeNumber(1, mostId))
    .addOption(new Option('--off', '不再读取（已有的结果保留）').conflicts('on'))
    .option('--on', '恢复读取')
    .description('调整来源的可信度、时效和间隔，或停用、恢复')
    .action((id: number, { on, off, ...rank }: RankOptions & { on?: true; off?: true }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const change = { ...rank, active: on ? true : off ? false : undefined }
        const { store } = await command.open()
        await transaction(store.db, (tx) => changeSource(tx, id, change, command.by()))
        command.answer({ id, ...change }, `来源 ${id} 已调整`)
      }),
    )

  sources
    .command('results')
    .argument('<id>', '来源的编号', wholeNumber(1, mostId))
    .option('--limit <n>', '最多列出多少次', wholeNumber(1, 10_000), 20)
    .description('一个来源历次读取的结果，最近的在前；原始内容用 collect raw 取出')
    .action((id: number, { limit }: { limit: number }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const results = await sourceResults((await command.open()).store.db, id, limit)
        const lines = results.map(
          ({ capturedAt, outcome, detail, postCount, newestOn, sha256 }) =>
            `  ${beijingTime(capturedAt)}  ${outcomeTitles[outcome as ReadingOutcome]}  ${postCount} 条` +
            `${newestOn === null ? '' : `，最近 ${newestOn}`}${detail === '' ? '' : `；${detail}`}${sha256 === null ? '' : `  ${sha256}`}`,
        )
        command.answer({ results }, [`结果 ${results.length} 次`, ...lines].join('\n'))
      }),
    )
}

/** A route below a bridge's base address; the route of another host is none. */
function fullAddress(address: string, baseUrl: string | undefined): string {
  if (baseUrl === undefined) return address
  const base = URL.parse(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`)
  const url = base && URL.parse(address.replace(/^\/+/, ''), base.href)
  if (!base || !url || url.origin !== base.origin) {
    throw new Failure(
      'badInput.source',
      `地址“${baseUrl}”和路由“${address}”拼不成网址`,
      '例如 --base-url https://rsshub.example.cn /weibo/user/1',
    )
  }
  return url.href
}

function line(source: AccountSource): string {
  const { id, account, kind, address, trust, active, failures, lastAt, lastOutcome, lastDetail, lastOn } = source
  const last =
    lastAt === null || lastOutcome === null
      ? '尚未读取'
      : `${beijingTime(lastAt)} ${outcomeTitles[lastOutcome]}${failures > 0 ? `（连续 ${failures} 次失败）` : ''}`
  // The address stands before it already.
  const detail = lastDetail?.replace(`订阅源 ${address} `, '')
  return [
    `  ${id}  ${account.key} ${account.name}  ${sourceKindFacts[kind].title}（可信度 ${trust}）${active ? '' : ' 已停用'}`,
    `      ${address === '' ? '' : `${address}  `}${last}${lastOn === null ? '' : `，最近发布 ${lastOn}`}${detail ? `；${detail}` : ''}`,
  ].join('\n')
}
