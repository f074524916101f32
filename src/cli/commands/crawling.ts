/** `mingcha stop-crawling`, `resume-crawling`, `crawl-hours` and `load`: how we treat those we visit, and what we asked of them. */
import type { Command as Program } from 'commander'
import { addDays, dayOfInstant, startOfDay } from '../../kernel/day.ts'
import { resumeCrawling, stopCrawling, stopsInForce } from '../../registry/crawl-stop.ts'
import { setCrawlHours } from '../../registry/crawl-hours.ts'
import { findSite } from '../../registry/find-site.ts'
import { hostsOf, loadByHost, loadByHour } from '../../registry/host-load.ts'
import { Failure } from '../../kernel/failure.ts'
import { transaction } from '../../store/database.ts'
import { run, type CommonOptions } from '../context.ts'
import { beijingTime } from '../../registry/import-fields.ts'
import { dayOption } from '../options.ts'

interface StopOptions {
  readonly site?: string
  readonly host?: string
  readonly reason?: string
  readonly list?: boolean
}

export function crawlingCommands(program: Program): void {
  program
    .command('stop-crawling')
    .description('停止发出请求（全部、一个网站或一个主机），两秒内在所有采集进程生效，直到 resume-crawling')
    .option('--site <code>', '只停止一个网站（网站标识码）')
    .option('--host <host>', '只停止一个主机，例如 rsshub.example.cn:1200')
    .option('--reason <text>', '原因')
    .option('--list', '只列出现有的停止指令')
    .action(({ site: siteCode, host, reason, list }: StopOptions) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        if (list !== true) {
          const why = reasonOf(reason)
          await transaction(db, (tx) => stopCrawling(tx, { siteCode, host }, why, command.by()))
        }
        const stops = await stopsInForce(db)
        const lines = stops.map(
          (stop) => `  ${stopWords(stop)}  ${beijingTime(stop.stoppedAt)} ${stop.author}：${stop.reason}`,
        )
        const shown = stops.map(({ siteId: _id, url: _url, ...stop }) => stop)
        command.answer({ stops: shown }, [`停止指令 ${lines.length} 条`, ...lines].join('\n'))
      }),
    )

  program
    .command('resume-crawling')
    .description('恢复被 stop-crawling 停止的采集')
    .option('--site <code>', '只恢复一个网站')
    .option('--host <host>', '只恢复一个主机')
    .option('--reason <text>', '原因')
    .action(({ site: siteCode, host, reason }: StopOptions) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const why = reasonOf(reason)
        await transaction(db, (tx) => resumeCrawling(tx, { siteCode, host }, why, command.by()))
        command.answer({ resumed: siteCode ?? host ?? '*' }, `已恢复${stopWords({ siteCode, host })}的采集`)
      }),
    )

  program
    .command('crawl-hours <site-code> <hours>')
    .description('一个网站可以整站采集的时段：22:00-06:00、always（不限）或 default（同配置的 nightWindow）')
    .action((siteCode: string, hours: string) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const own = hours === 'default' ? null : hours
        await transaction(db, (tx) => setCrawlHours(tx, siteCode, own, command.by()))
        command.answer({ siteCode, hours: own }, `${siteCode} 的整站采集时段：${own ?? '同配置'}`)
      }),
    )

  program
    .command('load')
    .description('采集负荷：向各主机发出的请求，按小时记录，保存十三个月')
    .option('--site <code>', '一个网站，逐小时列出')
    .option('--from <day>', '首日（默认七天前）')
    .option('--to <day>', '末日（默认今天）')
    .action(({ site: siteCode, from, to }: { site?: string; from?: string; to?: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const last = to === undefined ? dayOfInstant(Date.now()) : dayOption('--to', to)
        const first = from === undefined ? addDays(last, -6) : dayOption('--from', from)
        const window = { from: iso(startOfDay(first)), to: iso(startOfDay(addDays(last, 1))) }
        if (siteCode === undefined) {
          const hosts = await loadByHost(db, window)
          command.answer(
            { from: first, to: last, hosts },
            loadTable(['主机'], hosts, ({ host }) => [host]),
          )
          return
        }
        const site = await findSite(db, siteCode)
        const hours = await loadByHour(db, { ...window, hosts: hostsOf(site) })
        const words = loadTable(['小时', '主机', '采集进程'], hours, ({ hour, host, worker }) => [hour, host, worker])
        command.answer({ site: siteCode, from: first, to: last, hours }, `${site.name}\n${words}`)
      }),
    )
}

interface StopNames {
  readonly siteCode?: string | null | undefined
  readonly name?: string | null
  readonly host?: string | null | undefined
}

function stopWords({ siteCode, name, host }: StopNames): string {
  return host ? `主机 ${host}` : siteCode ? `网站 ${siteCode}${name ? ` ${name}` : ''}` : '全部'
}

function reasonOf(reason: string | undefined): string {
  if (reason !== undefined && reason.trim() !== '') return reason
  throw new Failure('badInput.reason', '没有写明原因', '请用 --reason 写明为什么停止或恢复')
}

const iso = (epochMs: number) => new Date(epochMs).toISOString()

type Load = Awaited<ReturnType<typeof loadByHost>>[number]

function loadTable<Row extends Load>(headings: readonly string[], rows: readonly Row[], key: (row: Row) => string[]) {
  const table = [
    [...headings, '请求', '字节', '出错', '429/503', '最慢（毫秒）', '平均（毫秒）'],
    ...rows.map((row) => [
      ...key(row),
      ...[row.requests, row.bytes, row.errors, row.slowDowns, row.slowestMs, row.meanMs].map(String),
    ]),
  ]
  const widths = table[0]!.map((_, column) => Math.max(...table.map((cells) => width(cells[column]!))))
  return table
    .map((cells) =>
      cells
        .map((cell, column) => cell + ' '.repeat(widths[column]! - width(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Places that a text takes on a terminal: a Chinese character takes two. */
function width(text: string): number {
  return text.length + (text.match(/[\u2e80-\uffff]/g)?.length ?? 0)
}
