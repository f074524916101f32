/** `mingcha audit list|verify` */
import type { Command as Program } from 'commander'
import { listAudit, verifyAudit, type AuditFault } from '../../store/audit.ts'
import { run, type CommonOptions } from '../context.ts'
import { wholeNumber } from '../options.ts'

const faultWords: Readonly<Record<AuditFault, string>> = {
  changed: '内容被改动',
  missing: '条目缺失',
  unlinked: '与前一条不衔接',
  cutOff: '链中没有所记的链头：整条链被重写或截断',
}

export function auditCommands(program: Program): void {
  const audit = program.command('audit').description('审计日志：查看、校验')

  audit
    .command('list')
    .description('列出最近的条目')
    .option('--subject <key>', '只列某一对象的')
    .option('--limit <n>', '最多列出多少条', wholeNumber(1), 50)
    .action((options: { subject?: string; limit: number }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const entries = await listAudit((await command.open()).store.db, options)
        command.answer(
          entries,
          entries
            .map(
              ({ at, actor, action, subject, reason }) =>
                `${at}  ${actor}  ${action}  ${subject}${reason && `  ${reason}`}`,
            )
            .join('\n') || '没有条目',
        )
      }),
    )

  audit
    .command('verify')
    .description('沿链逐条重算摘要（发现问题时退出码为 1）；记下链头，日后可用 --known 证明此前的条目没有被重写')
    .option('--known <hash>', '以前记下的链头')
    .action((options: { known?: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const check = await verifyAudit((await command.open()).store.db, options.known)
        const faults = check.faults.map(({ sequence, fault }) => `  第 ${sequence} 条：${faultWords[fault]}`)
        command.answer(
          check,
          [
            faults.length === 0 ? `审计日志完整：${check.entries} 条` : `审计日志有问题：${check.entries} 条中`,
            ...faults,
            `链头 ${check.head}`,
          ].join('\n'),
        )
        return faults.length === 0 ? 0 : 1
      }),
    )
}
