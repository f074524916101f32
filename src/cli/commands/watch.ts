/** `mingcha probe …`, `mingcha alert list`, `mingcha guard …` */
import { readFile } from 'node:fs/promises'
import type { Command as Program } from 'commander'
import { probeMeans } from '../../app.ts'
import { demandContactOfWorker } from '../../gather/fetch/contact.ts'
import { createHttp } from '../../gather/fetch/http.ts'
import { settleTampering } from '../../monitoring/note-home.ts'
import { alertKinds, listAlerts, type AlertKind } from '../../monitoring/alerts.ts'
import { endGuard, listGuards, openGuard } from '../../monitoring/guard.ts'
import { registerMaintenance } from '../../monitoring/maintenance.ts'
import type { ProbeCount } from '../../monitoring/probe-counts.ts'
import { probeReport } from '../../monitoring/probe-report.ts'
import { probeDue } from '../../monitoring/probe-sites.ts'
import { makeDue } from '../../monitoring/schedule-probes.ts'
import { Failure } from '../../kernel/failure.ts'
import { beijingTime } from '../../registry/import-fields.ts'
import { readInstant } from '../../registry/read-instant.ts'
import { transaction } from '../../store/database.ts'
import { run, type CommonOptions } from '../context.ts'
import { wholeNumber } from '../options.ts'

/** WEB-V2. */
const timeoutMs = 15_000

export function watchCommands(program: Program): void {
  const probe = program.command('probe').description('首页可用性监测（由 mingcha worker 按配置 probing 进行）')

  probe
    .command('status <siteCode>')
    .description('一个网站最近七天的监测记录，按两种口径计数')
    .action((siteCode: string) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const report = await probeReport((await command.open()).store.db, siteCode, Date.now(), timeoutMs)
        const vantages = report.vantages.map(
          ({ vantage, visits, last }) => `  ${vantage}：${visits} 次，最近 ${beijingTime(last)}`,
        )
        command.answer(
          report,
          [
            `${report.name}  ${report.from} 至 ${report.to}`,
            `全部访问：${counted(report.all)}`,
            `每天等间隔取20次：${counted(report.spaced)}`,
            ...vantages,
          ].join('\n'),
        )
      }),
    )

  probe
    .command('run')
    .description('立即从本机访问全部在运行网站的首页一次')
    .option('--vantage <text>', '监测点名称（默认取配置 probing.vantage）')
    .action((options: { vantage?: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { config, store, clock } = await command.open()
        const vantage = options.vantage ?? config.probing.vantage
        if (vantage === null) throw new Failure('badInput.option', '没有监测点名称', '例如 --vantage 上海电信')
        demandContactOfWorker(config.gather)
        const http = createHttp(config.gather)
        try {
          const means = probeMeans({ ...config, probing: { ...config.probing, vantage } }, http, clock)!
          const due = await makeDue(store.db, vantage, new Date().toISOString())
          const visits = await probeDue(store.db, means, new AbortController().signal)
          command.answer({ vantage, sites: due, visits }, `在运行网站 ${due} 个，记录访问 ${visits} 次`)
        } finally {
          await http.close()
        }
      }),
    )

  probe
    .command('maintenance <siteCode>')
    .description('登记维护时段：其间打不开记为维护，不算故障')
    .requiredOption('--from <time>', '开始，例如 “2025-08-14 22:00”（北京时间）')
    .requiredOption('--until <time>', '结束')
    .requiredOption('--reason <text>', '原因或文号')
    .action((siteCode: string, options: { from: string; until: string; reason: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const wanted = {
          siteCode,
          from: instantOption('--from', options.from),
          until: instantOption('--until', options.until),
          reason: options.reason,
        }
        const { store } = await command.open()
        await transaction(store.db, (tx) => registerMaintenance(tx, wanted, command.by()))
        command.answer(wanted, '已登记')
      }),
    )

  const alert = program.command('alert').description('告警')
  alert
    .command('list')
    .description('列出持续中的告警（首页无法访问须由第二个监测点确认；证书到期前30、15、7天）')
    .option('--all', '包括已结束的')
    .option('--limit <n>', '最多列出多少条', wholeNumber(1, 1000), 100)
    .action((options: { all?: boolean; limit: number }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const alerts = await listAlerts(db, { all: options.all ?? false, limit: options.limit })
        const lines = alerts.map(
          ({ id, kind, site, message, openedAt, closedAt }) =>
            `${id}  ${alertKinds[kind as AlertKind]}  ${site}  ${beijingTime(openedAt)}${closedAt === null ? '' : ` 至 ${beijingTime(closedAt)}`}  ${message.split('\n')[0]!}`,
        )
        command.answer(alerts, lines.join('\n') || '没有告警')
      }),
    )

  alert
    .command('settle <id>')
    .description('核实篡改线索：页面没有被篡改（例如改版），以现在的页面为准')
    .requiredOption('--reason <text>', '看到了什么')
    .action((id: string, { reason }: { reason: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { store } = await command.open()
        const number = wholeNumber(1)(id)
        await transaction(store.db, (tx) => settleTampering(tx, number, reason, command.by()))
        command.answer({ id: number, settled: true }, '已核实，线索结束')
      }),
    )

  guardCommands(program)
}

function guardCommands(program: Program): void {
  const guard = program.command('guard').description('重保期：加密监测、值班表、每小时汇总')
  guard
    .command('open <file>')
    .description('开始重保期；文件是 JSON：name、from、until、everyMinutes、shifts（from、to、person、phone）、unit')
    .action((file: string) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const entry = parseJson(file, await readFile(file, 'utf8'))
        const { store } = await command.open()
        const period = await transaction(store.db, (tx) => openGuard(tx, entry, command.by()))
        command.answer(period, `重保期“${period.name}”已登记，编号 ${period.id}`)
      }),
    )
  guard
    .command('end <id>')
    .description('提前结束重保期')
    .requiredOption('--reason <text>', '原因')
    .action((id: string, { reason }: { reason: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { store } = await command.open()
        const number = wholeNumber(1)(id)
        await transaction(store.db, (tx) => endGuard(tx, number, reason, command.by()))
        command.answer({ id: number, ended: true }, '已结束')
      }),
    )
  guard
    .command('list')
    .description('列出重保期')
    .action(() =>
      run(program.opts<CommonOptions>(), async (command) => {
        const periods = await listGuards((await command.open()).store.db)
        const lines = periods.map(
          ({ id, name, fromAt, untilAt, everyMinutes, endedAt }) =>
            `${id}  ${name}  ${beijingTime(fromAt)} 至 ${beijingTime(endedAt ?? untilAt)}  每 ${everyMinutes} 分钟`,
        )
        command.answer(periods, lines.join('\n') || '没有重保期')
      }),
    )
}

function counted({ opened, failed, blocked, maintenance, thinDays }: ProbeCount): string {
  const total = opened + failed
  const share = total === 0 ? '' : `（失败占 ${((failed / total) * 100).toFixed(2)}%）`
  const thin = thinDays.length === 0 ? '' : `；${thinDays.length} 天不足20次`
  return `打开 ${opened}，失败 ${failed}${share}，被拦截 ${blocked}，维护 ${maintenance}${thin}`
}

function instantOption(name: string, text: string): string {
  const at = readInstant(text)?.at ?? null
  if (at !== null) return at
  throw new Failure('badInput.instant', `${name} 的时间“${text}”不正确`, '请写作 “2025-08-14 22:00”')
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Failure('badInput.guard', `${file} 不是有效的 JSON：${String((error as Error).message)}`, '请改正后重试')
  }
}
