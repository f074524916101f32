/** `mingcha review list|sheet|decide`, and those of review-work.ts */
import { writeFile } from 'node:fs/promises'
import type { Command as Program } from 'commander'
import { findCampaign } from '../../campaigns/store.ts'
import { decisionKinds, reviewRoles, type DecisionKind, type ReviewRole } from '../../judging/verdict.ts'
import { checkSheetFile } from '../../review/check-sheet-file.ts'
import { checkSheet } from '../../review/check-sheet.ts'
import { decide, type NewDecision } from '../../review/decide.ts'
import { readDecisionFile } from '../../review/decision-file.ts'
import { reviewQueue } from '../../review/queue.ts'
import { transaction } from '../../store/database.ts'
import { Failure } from '../../kernel/failure.ts'
import { run, type CommonOptions } from '../context.ts'
import { wholeNumber } from '../options.ts'
import { filterOf, itemWords, reviewWorkCommands, withFilter, type FilterOptions } from './review-work.ts'

interface DecideOptions extends CommonOptions {
  readonly file?: string
  readonly round?: string
  readonly target?: string
  readonly clause?: string
  readonly decision?: string
  readonly points?: number
  readonly reason?: string
  readonly note?: string
  readonly author?: string
  readonly role?: string
}

export function reviewCommands(program: Program): void {
  const review = program.command('review').description('复核：列出待处理的条款，记录结论')

  withFilter(review.command('list <campaign>'))
    .description('列出待处理的条款，机器判为未通过的在前')
    .option('--limit <n>', '最多列出多少条', wholeNumber(1), 50)
    .action((id: string, options: FilterOptions & { limit: number }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const { limit } = options
        const { total, items } = await reviewQueue(db, await findCampaign(db, id), { filter: filterOf(options), limit })
        const rest = total > items.length ? `\n…… 另有 ${total - items.length} 条` : ''
        command.answer({ total, items }, `待处理 ${total} 条\n${items.map(itemWords).join('\n')}${rest}`)
      }),
    )

  review
    .command('sheet <campaign>')
    .description('写出人工检查表（xlsx）：每个待人工检查的条款一行，填好后用 review decide --file 读入')
    .requiredOption('--out <file>', '检查表的位置')
    .action((id: string, options: { out: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const sheet = await checkSheet(db, await findCampaign(db, id))
        await writeFile(options.out, await checkSheetFile(sheet))
        const rows = sheet.rows.length
        command.answer({ file: options.out, rows }, `${options.out}：${rows} 项待人工检查`)
      }),
    )

  review
    .command('decide <campaign>')
    .description('记录结论：单条用选项给出，成批用 --file')
    .option('--file <file>', '检查与复核结论表（xlsx 或 csv，格式见 docs/import-formats.md）')
    .option('--round <key>', '检查轮次，例如 account-1')
    .option('--target <key>', '网站标识码，或 账号类型/账号标识')
    .option('--clause <id>', '条款，例如 NM-V2.1')
    .option('--decision <kind>', `结论：${Object.keys(decisionKinds).join('、')}`)
    .option('--points <n>', '分值（扣分、加分条款）', Number)
    .option('--reason <text>', '原因')
    .option('--note <text>', '说明')
    .option('--author <name>', '经办人')
    .option('--role <role>', `角色：${Object.keys(reviewRoles).join('、')}`)
    .action((id: string, options: DecideOptions) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const decisions = options.file ? await readDecisionFile(options.file) : [single(options)]
        const { db } = (await command.open()).store
        const outcome = await transaction(db, async (tx) =>
          decide(tx, await findCampaign(tx, id), decisions, command.by()),
        )
        command.answer(outcome, `已记录 ${outcome.added} 条结论，重复 ${outcome.repeated} 条`)
      }),
    )

  reviewWorkCommands(review, program)
}

function single(options: DecideOptions): NewDecision {
  const missing = (['round', 'target', 'clause', 'decision', 'author', 'role'] as const).filter(
    (name) => !options[name],
  )
  if (missing.length > 0) {
    const names = missing.map((name) => `--${name}`).join('、')
    throw new Failure('badInput.decision', `缺少选项 ${names}`, '请补全选项，或用 --file 成批提交')
  }
  return {
    round: options.round!,
    target: options.target!,
    clause: options.clause!,
    kind: options.decision as DecisionKind,
    points: options.points,
    reason: options.reason ?? '',
    note: options.note ?? '',
    author: options.author!,
    role: options.role as ReviewRole,
  }
}
