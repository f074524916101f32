/** `mingcha notice draft|send|list|show|write|read|extend|grant` */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command as Program } from 'commander'
import { docx } from '../../bulletins/formats/docx.ts'
import { html } from '../../bulletins/formats/html.ts'
import { loadNotice } from '../../bulletins/load-notice.ts'
import { noticeDocument } from '../../bulletins/notice-document.ts'
import { findStyle } from '../../bulletins/styles/index.ts'
import { findCampaign, lockCampaign } from '../../campaigns/store.ts'
import { rectificationTerms } from '../../config.ts'
import { caseStates } from '../../rectification/case.ts'
import { draftNotices, usualNoticeNumber } from '../../rectification/draft-notices.ts'
import { caseWords, listCases, listNotices } from '../../rectification/list.ts'
import { noticeStates } from '../../rectification/notice.ts'
import { askExtension, decideExtension, readNotice, sendNotice } from '../../rectification/send-notice.ts'
import { transaction } from '../../store/database.ts'
import { run, type CommonOptions } from '../context.ts'
import { dayOption, wholeNumber } from '../options.ts'
import { unitCalled } from './review-work.ts'

export function noticeCommands(program: Program): void {
  const notice = program.command('notice').description('整改通知：起草、发出、签收、延期')
  const id = wholeNumber(1)

  notice
    .command('draft <campaign>')
    .description('按经复核确认的问题起草整改通知，每个单位一份；再次起草只补新确认的问题')
    .action((campaignId: string) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { store, config } = await command.open()
        const drafted = await transaction(store.db, async (tx) => {
          const campaign = await lockCampaign(tx, campaignId)
          const pattern = findStyle(campaign.style)?.noticeNumber ?? usualNoticeNumber
          const by = { ...command.by(), role: 'municipalSupervisor' as const }
          return draftNotices(tx, campaign, pattern, rectificationTerms(config), by)
        })
        const { noticeIds, cases, recurred } = drafted
        command.answer(drafted, `起草 ${noticeIds.length} 份通知，${cases} 个问题；办结后再次出现 ${recurred} 个`)
      }),
    )

  notice
    .command('send <id...>')
    .description('发出通知（或补发新增的问题）：写入待发消息，期限自今日起算')
    .action((ids: readonly string[]) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { store, config } = await command.open()
        const wanted = ids.map(id)
        const by = { ...command.by(), role: 'municipalSupervisor' as const }
        await transaction(store.db, async (tx) => {
          for (const noticeId of wanted) await sendNotice(tx, noticeId, rectificationTerms(config), by)
        })
        command.answer({ sent: wanted }, `已发出 ${wanted.length} 份通知`)
      }),
    )

  notice
    .command('list')
    .description('列出通知')
    .option('--campaign <id>', '只看一次检查')
    .action(({ campaign }: { campaign?: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        if (campaign !== undefined) await findCampaign(db, campaign)
        const rows = await listNotices(db, campaign)
        const words = rows.map(
          (row) =>
            `${row.id}  ${row.number}  ${row.unit}  ${noticeStates[row.state]}  ${row.open}/${row.cases} 个未办结`,
        )
        command.answer(rows, words.join('\n') || '还没有通知')
      }),
    )

  notice
    .command('write <id>')
    .description('写出通知文件（docx 和 html）')
    .requiredOption('--out <folder>', '目录')
    .option('--base <url>', '检查结果页的地址，后接检查编号', '/inspections/')
    .action((noticeId: string, { out, base }: { out: string; base: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const document = noticeDocument(await loadNotice(db, id(noticeId), base))
        await mkdir(out, { recursive: true })
        const files: string[] = []
        for (const format of [docx, html]) {
          const file = path.join(out, `notice-${noticeId}.${format.extension}`)
          await writeFile(file, await format.render(document))
          files.push(file)
        }
        command.answer({ files }, files.join('\n'))
      }),
    )

  notice
    .command('show <id>')
    .description('一份通知的全部整改事项')
    .action((noticeId: string) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const rows = await listCases(db, { noticeId: id(noticeId) })
        command.answer(rows, rows.map((row) => caseWords(row, caseStates[row.state])).join('\n') || '没有整改事项')
      }),
    )

  notice
    .command('read <id>')
    .description('签收')
    .requiredOption('--unit <name>', '以哪个单位的名义')
    .action((noticeId: string, { unit }: { unit: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        await transaction(db, async (tx) => {
          const by = { ...command.by(), role: 'unit' as const, unitId: await unitCalled(tx, unit) }
          await readNotice(tx, id(noticeId), by)
        })
        command.answer({ id: id(noticeId) }, `通知 ${noticeId} 已签收`)
      }),
    )

  notice
    .command('extend <id>')
    .description('申请延期')
    .requiredOption('--unit <name>', '以哪个单位的名义')
    .requiredOption('--until <day>', '延至哪天')
    .requiredOption('--reason <text>', '理由')
    .action((noticeId: string, options: { unit: string; until: string; reason: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const until = dayOption('--until', options.until)
        const extension = await transaction(db, async (tx) => {
          const by = { ...command.by(), role: 'unit' as const, unitId: await unitCalled(tx, options.unit) }
          return askExtension(tx, id(noticeId), until, options.reason, by)
        })
        command.answer({ extension }, `延期申请 ${extension} 已提交`)
      }),
    )

  notice
    .command('grant <extension>')
    .description('审批延期')
    .option('--refuse', '不同意')
    .requiredOption('--reason <text>', '理由')
    .action((extension: string, { refuse = false, reason }: { refuse?: boolean; reason: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { store, config } = await command.open()
        const by = { ...command.by(), role: 'municipalSupervisor' as const }
        await transaction(store.db, (tx) =>
          decideExtension(tx, id(extension), !refuse, reason, rectificationTerms(config), by),
        )
        command.answer({ id: id(extension), granted: !refuse }, refuse ? '不同意延期' : '同意延期')
      }),
    )
}
