/** `mingcha campaign life`: what became of a campaign's findings. */
import type { Command as Program } from 'commander'
import { loadCampaignLife, type CampaignLife } from '../../bulletins/campaign-life.ts'
import { findCampaign } from '../../campaigns/store.ts'
import { dayOfInstant } from '../../kernel/day.ts'
import { caseStates } from '../../rectification/case.ts'
import { grades } from '../../rectification/grade.ts'
import { noticeStates } from '../../rectification/notice.ts'
import { everything } from '../../registry/scope.ts'
import { run, type CommonOptions } from '../context.ts'

export function lifeCommand(campaign: Program, program: Program): void {
  campaign
    .command('life <id>')
    .description('复核之后的全过程：通知、反馈、复查、催办、申诉、办结、“回头看”、找错留言')
    .action((id: string) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { store, clock } = await command.open()
        const found = await findCampaign(store.db, id)
        const life = await loadCampaignLife(store.db, found, everything, dayOfInstant(clock()))
        command.answer(life, lifeLines(life).join('\n'))
      }),
    )
}

/** The life in lines for the terminal. */
export function lifeLines({ notices, cases, appeals, lookBack, lookedBackIn, messages }: CampaignLife): string[] {
  const lines = notices.flatMap((notice) => [
    `${notice.number}  ${notice.unit}  ${noticeStates[notice.state]}${notice.chasers.length > 0 ? `，催办 ${notice.chasers.length} 次` : ''}`,
    ...cases
      .filter(({ noticeId }) => noticeId === notice.id)
      .map(({ targetName, state, grade, late, recurrence }) => {
        const marks = [
          caseStates[state],
          ...(grade ? [`复查：${grades[grade]}`] : []),
          ...(late ? ['逾期反馈'] : []),
          ...(recurrence > 0 ? [`第${recurrence + 1}次出现`] : []),
        ]
        return `  ${targetName}  ${marks.join('，')}`
      }),
  ])
  const upheld = appeals.filter(({ state }) => state === 'upheld').length
  const looks = [lookBack, ...lookedBackIn].filter(({ rows }) => rows.length > 0)
  return [
    ...(lines.length > 0 ? lines : ['没有整改通知']),
    ...(appeals.length > 0 ? [`申诉 ${appeals.length} 件，成立 ${upheld} 件`] : []),
    ...looks.map(
      ({ campaignId, counts, rows }) =>
        `“回头看”（${campaignId}）：${rows.length} 个问题，${counts.gone} 个没有再出现，${counts.again} 个再次出现，${counts.open} 个尚无结论`,
    ),
    ...(messages !== null && messages.received > 0
      ? [`找错留言：收到 ${messages.received}，办结 ${messages.answered}，逾期 ${messages.overdue}`]
      : []),
  ]
}
