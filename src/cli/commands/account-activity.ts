/** `mingcha account activity`: silence, rhythm and cost of accounts. */
import type { Command as Program } from 'commander'
import { chunks } from '../../monitoring/assess-targets.ts'
import { listRecords, type ListedRecord } from '../../monitoring/list-records.ts'
import { usualFactOptions } from '../../registry/account-facts.ts'
import { findUnit } from '../../registry/find-unit.ts'
import { run, type CommonOptions } from '../context.ts'
import { wholeNumber } from '../options.ts'

interface ActivityOptions {
  readonly unit?: string
  readonly dormant?: boolean
  readonly dormantAfter: number
  readonly limit: number
}

export function activityCommand(account: Program, program: Program): void {
  account
    .command('activity')
    .description('账号更新情况：最近发布、已静默天数、一年内最长间隔、每周条数、每条费用')
    .option('--unit <code>', '只看这个单位及其下属')
    .option('--dormant', '只看长期不更新的')
    .option(
      '--dormant-after <days>',
      '超过多少天没有更新算长期不更新',
      wholeNumber(1),
      usualFactOptions.dormantAfterDays,
    )
    .option('--limit <n>', '最多列出多少个', wholeNumber(1, 1_000_000), 200)
    .action(({ unit, dormant, dormantAfter, limit }: ActivityOptions) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        if (unit !== undefined) await findUnit(db, unit)
        const found: ListedRecord[] = []
        const { at } = command.by()
        const read = (part: { afterId: number; limit: number }) =>
          listRecords(db, { ...part, unit, at, dormantAfterDays: dormantAfter })
        for await (const part of chunks(1000, read)) {
          found.push(...part.filter(({ record }) => !dormant || record?.isDormant === true))
          if (found.length >= limit) break
        }
        const shown = found.slice(0, limit)
        command.answer(shown, shown.map(words).join('\n') || '没有这样的账号')
      }),
    )
}

function words({ key, name, unit, record, yearlyCostYuan }: ListedRecord): string {
  const head = `  ${key}  ${name}（${unit.name}）`
  if (record === null) return `${head}  没有读到过任何来源，更新情况未知`
  const { lastPostOn, daysSilent, longestGapDays, postsPerWeek, postsInYear, ageDays, isDormant, yuanPerPost } = record
  const cost =
    yuanPerPost === null
      ? yearlyCostYuan === null
        ? ''
        : `，年度费用 ${yearlyCostYuan} 元`
      : `，每条 ${yuanPerPost} 元`
  const age = ageDays > 3 ? `（${ageDays} 天前的情况）` : ''
  const last = lastPostOn === null ? '没有发布记录' : `最近发布 ${lastPostOn}，静默 ${daysSilent} 天`
  return `${head}  ${last}${age}；一年 ${postsInYear} 条，每周 ${postsPerWeek} 条，最长间隔 ${longestGapDays} 天${cost}${isDormant ? '  长期不更新' : ''}`
}
