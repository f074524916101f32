/** `mingcha case list|show|answer|close|return|appeal|decide-appeal|appeals|self-check` */
import type { Command as Program } from 'commander'
import { attachmentFolder } from '../../app.ts'
import { rectificationTerms } from '../../config.ts'
import { answerCase } from '../../rectification/answer.ts'
import { countAppeals, decideAppeal, fileAppeal } from '../../rectification/appeal.ts'
import { readAttachment } from '../../rectification/attachments.ts'
import { caseRoles, caseStates } from '../../rectification/case.ts'
import { closeCase, returnCase } from '../../rectification/close-case.ts'
import { grades, type Grade } from '../../rectification/grade.ts'
import { caseHistory, caseWords, listCases } from '../../rectification/list.ts'
import type { Enqueue } from '../../rectification/recheck-case.ts'
import { startSelfCheck } from '../../rectification/self-check.ts'
import { findTarget } from '../../review/find-target.ts'
import { transaction } from '../../store/database.ts'
import { enqueueInspections } from '../../store/jobs.ts'
import { run, type CommonOptions } from '../context.ts'
import { wholeNumber } from '../options.ts'
import { oneOf, unitCalled } from './review-work.ts'

export function caseCommands(program: Program): void {
  const cases = program.command('case').description('整改事项：反馈、复查、办结、申诉、自查')
  const number = wholeNumber(1)

  cases
    .command('list')
    .description('列出整改事项')
    .option('--state <state>', `只看一种状态：${Object.keys(caseStates).join('、')}`)
    .action((options: { state?: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const state = options.state === undefined ? undefined : oneOf('--state', options.state, caseStates)
        const rows = await listCases((await command.open()).store.db, { state })
        const words = rows.map((row) => caseWords(row, caseStates[row.state], row.grade as Grade))
        command.answer(rows, words.join('\n') || '没有整改事项')
      }),
    )

  cases
    .command('show <id>')
    .description('一个整改事项的全部经过')
    .action((id: string) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const found = await caseHistory((await command.open()).store.db, number(id))
        const history = found.history.map(({ at, actor, action, reason }) => `  ${at}  ${actor}  ${action}  ${reason}`)
        const grade = found.grade === null ? '' : `；复查：${grades[found.grade as Grade]}`
        command.answer(found, [`${caseWords(found, caseStates[found.state])}${grade}`, ...history].join('\n'))
      }),
    )

  cases
    .command('answer <id>')
    .description('反馈整改情况；稍后自动复查')
    .requiredOption('--unit <name>', '以哪个单位的名义')
    .requiredOption('--text <text>', '整改情况')
    .option('--file <files...>', '佐证材料')
    .action((id: string, options: { unit: string; text: string; file?: string[] }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { store, config, home } = await command.open()
        const most = config.rectification.attachmentMegabytes * 2 ** 20
        const files = await Promise.all((options.file ?? []).map((file) => readAttachment(file, most)))
        await transaction(store.db, async (tx) => {
          const who = { ...command.by(), role: 'unit' as const, unitId: await unitCalled(tx, options.unit) }
          const given = { text: options.text, files, attachmentFolder: attachmentFolder(home) }
          await answerCase(tx, number(id), given, rectificationTerms(config), who)
        })
        command.answer(
          { id: number(id), files: files.map(({ name, sha256 }) => ({ name, sha256 })) },
          '已反馈，将自动复查',
        )
      }),
    )

  cases
    .command('close <id>')
    .description('办结；单项否决问题须两人先后办理')
    .requiredOption('--role <role>', '角色：reviewer、municipalSupervisor')
    .option('--note <text>', '核对情况', '')
    .action((id: string, { role, note }: { role: string; note: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const who = { ...command.by(), role: oneOf('--role', role, caseRoles) }
        const state = await transaction(db, (tx) => closeCase(tx, number(id), note, who))
        command.answer({ id: number(id), state }, caseStates[state])
      }),
    )

  cases
    .command('return <id>')
    .description('退回整改')
    .requiredOption('--role <role>', '角色：reviewer、municipalSupervisor')
    .requiredOption('--reason <text>', '理由')
    .action((id: string, { role, reason }: { role: string; reason: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { store, config } = await command.open()
        const who = { ...command.by(), role: oneOf('--role', role, caseRoles) }
        await transaction(store.db, (tx) => returnCase(tx, number(id), reason, rectificationTerms(config), who))
        command.answer({ id: number(id) }, '已退回')
      }),
    )

  appealCommands(cases, program)

  cases
    .command('self-check <target>')
    .description('自查：立即检查本单位的一个网站或账号，不影响任何检查')
    .requiredOption('--unit <name>', '以哪个单位的名义')
    .action((target: string, { unit }: { unit: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const app = await command.open()
        const jobs = await app.jobs()
        const id = await transaction(app.store.db, async (tx) => {
          const who = { ...command.by(), role: 'unit' as const, unitId: await unitCalled(tx, unit) }
          const enqueue: Enqueue = (inner, ids) => enqueueInspections(jobs, inner, ids)
          return startSelfCheck(tx, await findTarget(tx, target), enqueue, rectificationTerms(app.config), who)
        })
        command.answer({ inspectionId: id }, `自查已排队，编号 ${id}；由 mingcha worker 检查`)
      }),
    )
}

function appealCommands(cases: Program, program: Program): void {
  const number = wholeNumber(1)
  cases
    .command('appeal <id>')
    .description('对问题认定提出申诉')
    .requiredOption('--unit <name>', '以哪个单位的名义')
    .requiredOption('--text <text>', '理由')
    .action((id: string, { unit, text }: { unit: string; text: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { store, config } = await command.open()
        const appeal = await transaction(store.db, async (tx) => {
          const who = { ...command.by(), role: 'unit' as const, unitId: await unitCalled(tx, unit) }
          return fileAppeal(tx, number(id), text, rectificationTerms(config), who)
        })
        command.answer({ appeal }, `申诉 ${appeal} 已受理`)
      }),
    )
  cases
    .command('decide-appeal <appeal>')
    .description('答复申诉（没有参与该判定的市级主管）')
    .option('--uphold', '申诉成立，撤销问题')
    .requiredOption('--reason <text>', '理由')
    .action((appeal: string, { uphold = false, reason }: { uphold?: boolean; reason: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { store, config } = await command.open()
        const state = uphold ? 'upheld' : 'rejected'
        const who = { ...command.by(), role: 'municipalSupervisor' as const }
        await transaction(store.db, (tx) =>
          decideAppeal(tx, number(appeal), state, reason, rectificationTerms(config), who),
        )
        command.answer({ id: number(appeal), state }, uphold ? '申诉成立' : '申诉驳回')
      }),
    )
  cases
    .command('appeals')
    .description('各指标的申诉：提出、成立、驳回')
    .action(() =>
      run(program.opts<CommonOptions>(), async (command) => {
        const rows = await countAppeals((await command.open()).store.db)
        const words = rows.map((row) => `${row.clause}  申诉 ${row.filed}，成立 ${row.upheld}，驳回 ${row.rejected}`)
        command.answer(rows, words.join('\n') || '还没有申诉')
      }),
    )
}
