/** `mingcha review next|batch|blind|precision|exempt` */
import type { Command as Program } from 'commander'
import { findCampaign } from '../../campaigns/store.ts'
import { decisionKinds, reviewRoles, type DecisionKind, type ReviewRole } from '../../judging/verdict.ts'
import { Failure } from '../../kernel/failure.ts'
import { agreement, setBlindPercent } from '../../review/blind.ts'
import { claimNext } from '../../review/claim.ts'
import { decideMatching } from '../../review/decide-matching.ts'
import { addExemption, endExemption, exemptionScopes, listExemptions } from '../../review/exemptions.ts'
import { findTarget } from '../../review/find-target.ts'
import { measuredPrecision, precisionOf, type Precision } from '../../review/precision.ts'
import { waitingWords, type QueueFilter, type ReviewItem } from '../../review/queue.ts'
import { unitNames, unitsCalled } from '../../registry/unit-names.ts'
import { transaction, type Tx } from '../../store/database.ts'
import { run, type CommonOptions } from '../context.ts'
import { dayOption, wholeNumber } from '../options.ts'

export interface FilterOptions {
  readonly clause?: string
  readonly round?: string
  readonly unit?: string
  readonly outcome?: string
  readonly waiting?: string
}

/** Adds the options by which the queue is narrowed down. */
export function withFilter(command: Program): Program {
  return command
    .option('--clause <id>', '只看一个条款')
    .option('--round <key>', '只看一轮，例如 account-1')
    .option('--unit <name>', '只看一个主办单位：代码、名称或简称')
    .option('--outcome <outcome>', '只看一种判定：failed、cantTell、passed、untested')
    .option('--waiting <what>', `只看在等什么的：${Object.keys(waitingWords).join('、')}`)
}

export function filterOf({ clause, round, unit, outcome, waiting }: FilterOptions): QueueFilter {
  const filter = { clause, round, unit, outcome }
  return waiting === undefined ? filter : { ...filter, waitingFor: [oneOf('--waiting', waiting, waitingWords)] }
}

export function itemWords({
  round,
  target,
  targetName,
  organiser,
  clause,
  title,
  because,
  ...item
}: ReviewItem): string {
  const marks = [waitingWords[item.waitingFor], ...(item.shadow ? ['试运行'] : [])].join('，')
  const claimed = item.claimedBy === null ? '' : `  [${item.claimedBy}已领取]`
  return `${round}  ${target}  ${targetName}（${organiser}）  ${clause} ${title}  ${marks}：${because}${claimed}`
}

interface NextOptions extends FilterOptions {
  readonly role: string
  readonly minutes: number
}

interface BatchOptions extends FilterOptions {
  readonly decision: string
  readonly role: string
  readonly reason?: string
  readonly note?: string
}

/** Adds the commands to `review`; `program` has the options of every command. */
export function reviewWorkCommands(review: Program, program: Program): void {
  const roles = Object.keys(reviewRoles).join('、')
  withFilter(review.command('next <campaign>'))
    .description('领取下一条：限时之内别人领不到')
    .option('--role <role>', `以什么角色：${roles}`, 'reviewer')
    .option('--minutes <n>', '保留多少分钟', wholeNumber(1, 24 * 60), 15)
    .action((id: string, options: NextOptions) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const role = oneOf('--role', options.role, reviewRoles)
        const { actor, at } = command.by()
        const who = { reviewer: actor, role, minutes: options.minutes, now: at }
        const claim = await claimNext(db, await findCampaign(db, id), who, filterOf(options))
        if (claim === null) return command.answer(null, '没有可以领取的条款')
        command.answer(claim, `${itemWords(claim.item)}\n证据见检查 ${claim.item.inspectionId}，保留至 ${claim.until}`)
      }),
    )

  withFilter(review.command('batch <campaign>'))
    .description('批量复核：对筛选出的全部待处理条款记录同一结论')
    .requiredOption('--decision <kind>', `结论：${Object.keys(decisionKinds).join('、')}`)
    .requiredOption('--role <role>', `角色：${roles}`)
    .option('--reason <text>', '原因')
    .option('--note <text>', '说明')
    .action((id: string, options: BatchOptions) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const { reason = '', note = '' } = options
        const kind: DecisionKind = oneOf('--decision', options.decision, decisionKinds)
        const role: ReviewRole = oneOf('--role', options.role, reviewRoles)
        const by = command.by()
        const decision = { kind, role, reason, note, author: by.actor }
        const { added } = await transaction(db, async (tx) =>
          decideMatching(tx, await findCampaign(tx, id), filterOf(options), decision, by),
        )
        command.answer({ added }, `已记录 ${added} 条结论`)
      }),
    )

  review
    .command('blind <campaign>')
    .description('双盲复核：设定交给两人独立复核的比例；不带选项时显示一致率')
    .option('--percent <n>', '百分比', wholeNumber(0, 100))
    .action((id: string, { percent }: { percent?: number }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        if (percent !== undefined) await transaction(db, (tx) => setBlindPercent(tx, id, percent, command.by()))
        const { blindPercent } = await findCampaign(db, id)
        const { items, agreed } = await agreement(db, id)
        const rate =
          items === 0
            ? '还没有两人都复核过的'
            : `${items} 条由两人独立复核，${agreed} 条一致（${shown(agreed / items)}）`
        command.answer({ blindPercent, items, agreed }, `双盲比例 ${blindPercent}%；${rate}`)
      }),
    )

  review
    .command('precision [clause]')
    .description('各指标的实测准确率：机器判为未通过的，经复核确认了多少')
    .option('--campaign <id>', '只看一次检查')
    .action((clause: string | undefined, options: { campaign?: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const measured = await measuredPrecision(db, { clause, campaignId: options.campaign })
        command.answer(measured, measured.map(precisionWords).join('\n') || '还没有机器判为未通过的条款')
      }),
    )

  exemptCommands(review, program)
}

interface ExemptOptions {
  readonly clause: string
  readonly place?: string
  readonly target?: string
  readonly unit?: string
  readonly everywhere?: boolean
  readonly until: string
  readonly reason: string
}

function exemptCommands(review: Program, program: Program): void {
  const exempt = review.command('exempt').description('白名单：某处、某对象、某单位或全部不计某一条款，到期自动恢复')
  exempt
    .command('add')
    .description('列入白名单；范围四选一')
    .requiredOption('--clause <id>', '条款')
    .option('--place <url>', '某处：网址，或以 * 结尾的网址开头')
    .option('--target <key>', '某对象：网站标识码，或 账号类型/账号标识')
    .option('--unit <name>', '某单位：代码、名称或简称')
    .option('--everywhere', '全部')
    .requiredOption('--until <day>', '截止日期（含）')
    .requiredOption('--reason <text>', '理由')
    .action((options: ExemptOptions) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const validTo = dayOption('--until', options.until)
        const { clause, reason } = options
        const id = await transaction(db, async (tx) =>
          addExemption(tx, { clause, scope: await scopeOf(tx, options), reason, validTo }, command.by()),
        )
        command.answer({ id }, `白名单 ${id}：${clause} 至 ${validTo}`)
      }),
    )
  exempt
    .command('list')
    .description('列出白名单')
    .action(() =>
      run(program.opts<CommonOptions>(), async (command) => {
        const all = await listExemptions((await command.open()).store.db)
        const words = all.map(({ id, clauseId, scope, place, reason, author, validTo }) =>
          [id, clauseId, exemptionScopes[scope], place ?? '', `至 ${validTo}`, author, reason].join('  '),
        )
        command.answer(all, words.join('\n') || '没有白名单')
      }),
    )
  exempt
    .command('end <id>')
    .description('提前终止一条白名单')
    .requiredOption('--reason <text>', '理由')
    .action((id: string, { reason }: { reason: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        await transaction(db, (tx) => endExemption(tx, wholeNumber(1)(id), reason, command.by()))
        command.answer({ id: Number(id) }, `白名单 ${id} 已终止`)
      }),
    )
}

async function scopeOf(tx: Tx, { place, target, unit, everywhere }: ExemptOptions) {
  const given = [place, target, unit, everywhere].filter((option) => option !== undefined)
  if (given.length !== 1) {
    throw new Failure('badInput.scope', '白名单的范围不明确', '请在 --place、--target、--unit、--everywhere 中给出一个')
  }
  if (place !== undefined) return { kind: 'place' as const, place }
  if (target !== undefined) {
    const found = await findTarget(tx, target)
    return { kind: 'target' as const, target: found.kind, targetId: found.id }
  }
  return unit === undefined
    ? { kind: 'everywhere' as const }
    : { kind: 'unit' as const, unitId: await unitCalled(tx, unit) }
}

/** The unit that a command names; a failure when none or several are called so. */
export async function unitCalled(tx: Tx, called: string): Promise<number> {
  const names = await unitNames(tx)
  const codes = unitsCalled(names, called)
  if (codes.length === 1) return names.byCode.get(codes[0]!)!
  throw codes.length === 0
    ? new Failure('notFound.unit', `没有单位“${called}”`, '请填写机构代码、名称或简称')
    : new Failure('badInput.unit', `有 ${codes.length} 个单位叫“${called}”`, `请填写机构代码：${codes.join('、')}`)
}

/** A word out of a list of words; a failure names them. */
export function oneOf<Word extends string>(option: string, word: string, words: Readonly<Record<Word, string>>): Word {
  if (Object.hasOwn(words, word)) return word as Word
  throw new Failure('badInput.option', `${option} 没有“${word}”`, `可用：${Object.keys(words).join('、')}`)
}

/** One line for people. */
export function precisionWords(measured: Precision): string {
  const { clause, found, confirmed, dismissed, disputed, reasons } = measured
  const rate = precisionOf(measured)
  const words = reasons.map(({ label, count }) => `${label} ${count}`).join('、')
  return [
    `${clause}  机器判为未通过 ${found}，已确认 ${confirmed}，误报 ${dismissed}，意见不一 ${disputed}`,
    rate === null ? '还没有准确率' : `准确率 ${shown(rate)}`,
    ...(words === '' ? [] : [`误报原因：${words}`]),
  ].join('；')
}

const shown = (rate: number) => `${(rate * 100).toFixed(1)}%`
