/** `mingcha check <url>`: inspects one site without a registry or database and prints a report. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Command as Program } from 'commander'
import { readConfig } from '../../config.ts'
import type { GatheredEvidence } from '../../evidence/evidence.ts'
import { gatherSite } from '../../gather/gather-site.ts'
import type { ArchiveSummary } from '../../gather/settings.ts'
import { chosenRules } from '../../judging/chosen-rules.ts'
import { judge, type Judgement } from '../../judging/judge.ts'
import { dayOfInstant } from '../../kernel/day.ts'
import { Failure } from '../../kernel/failure.ts'
import type { RuleSet } from '../../regulations/rule-set.ts'
import { columnClassNames } from '../../registry/register.ts'
import { run, type CommonOptions } from '../context.ts'
import { dayOption, networks, wholeNumber } from '../options.ts'

interface CheckOptions {
  readonly at?: string
  readonly rules: string
  readonly allowNetwork?: readonly string[]
  readonly archive?: string
  readonly maxPages?: number
}

const outcomeMarks: Readonly<Record<Judgement['outcome'], string>> = {
  passed: '✓ 通过',
  failed: '✗ 未通过',
  inapplicable: '– 不适用',
  cantTell: '? 无法判断',
  untested: '· 待人工',
}

export function checkCommand(program: Program): void {
  program
    .command('check <url>')
    .description('检查任意一个网站并打印报告；不需要名录和数据库（查到问题时退出码为 1）')
    .option('--at <day>', '监测时间点（默认今天）')
    .option('--rules <id>', '检查口径', 'national-2019')
    .option('--allow-network <cidr...>', '允许访问的内部网络，例如 10.0.0.0/8', networks)
    .option('--archive <file>', '网页存档（WACZ）的位置')
    .option('--max-pages <n>', '最多读取的页面数', wholeNumber(1))
    .action((address: string, options: CheckOptions) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const url = siteUrl(address)
        const ruleSet = chosenRules(options.rules)
        const now = Date.now()
        const monitorPoint = options.at === undefined ? dayOfInstant(now) : dayOption('--at', options.at)
        const { gather } = await readConfig(command.home)
        const archiveFile = options.archive ?? path.join(command.home, 'checks', `${url.hostname}-${now}.wacz`)
        await mkdir(path.dirname(path.resolve(archiveFile)), { recursive: true })
        const stop = new AbortController()
        process.once('SIGINT', () => stop.abort())
        const { evidence, archive } = await gatherSite(
          { name: url.hostname, url: url.href, columns: [], monitorPoint },
          {
            limits: {
              ...gather,
              allowNetworks: [...gather.allowNetworks, ...(options.allowNetwork ?? [])],
              maxPagesPerSite: options.maxPages ?? gather.maxPagesPerSite,
            },
            clock: Date.now,
            signal: stop.signal,
            archiveFile,
            onProgress: throttled((done, known) => command.note(`已读 ${done} 页，已知 ${known} 页`)),
          },
        )
        const judgements = judge(ruleSet, { kind: 'site', name: url.hostname }, evidence, monitorPoint)
        const report = { url: url.href, monitorPoint, rules: ruleSet.id, judgements, evidence, archive }
        command.answer(
          report,
          reportWords(url.href, ruleSet, judgements, evidence, archive && { ...archive, file: archiveFile }),
        )
        return judgements.some((judgement) => judgement.outcome === 'failed') ? 1 : 0
      }),
    )
}

function siteUrl(text: string): URL {
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`)
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url
  throw new Failure('badInput.url', `网址“${text}”不正确`, '请给出 http 或 https 网址，例如 http://www.example.gov.cn/')
}

function throttled(report: (done: number, known: number) => void) {
  let last = 0
  return ({ pagesDone, pagesKnown }: { readonly pagesDone: number; readonly pagesKnown: number }) => {
    if (Date.now() - last < 1000) return
    last = Date.now()
    report(pagesDone, pagesKnown)
  }
}

function reportWords(
  url: string,
  ruleSet: RuleSet,
  judgements: readonly Judgement[],
  evidence: GatheredEvidence,
  archive: ArchiveSummary | null,
): string {
  const machine = judgements.filter(({ clause }) => ruleSet.clauses[clause]?.decidedBy === 'machine')
  const people = judgements.filter(({ clause }) => ruleSet.clauses[clause]?.decidedBy === 'person')
  const archived = archive
    ? [`网页存档  ${archive.file}（${archive.records} 条记录）`, `SHA-256   ${archive.sha256}`]
    : []
  return [
    `${url}  ${ruleSet.title}`,
    '',
    ...machine.flatMap(({ clause, outcome, because, findings }) => [
      `${outcomeMarks[outcome]}  ${clause} ${ruleSet.clauses[clause]?.title ?? ''}：${because}`,
      ...findings.map(({ where, message }) => `      ${where}：${message}`),
    ]),
    `${outcomeMarks.untested}  ${people.map(({ clause }) => clause).join('、')}`,
    '',
    ...columnWords(evidence),
    ...linkWords(evidence),
    ...archived,
  ].join('\n')
}

function columnWords({ columns }: GatheredEvidence): string[] {
  if (!columns) return []
  if ('missing' in columns) return [`栏目：${columns.missing.detail}`, '']
  const lines = columns.value.columns.map(({ name, class: kind, state, newest, itemCount, reason }) => {
    const found =
      state === 'read'
        ? `${itemCount} 条，最新 ${newest ?? '无日期'}`
        : state === 'blank'
          ? '空白'
          : `读不到：${reason}`
    return `  ${columnClassNames[kind]}  ${name}：${found}`
  })
  return [`栏目 ${lines.length} 个`, ...lines, '']
}

function linkWords({ links }: GatheredEvidence): string[] {
  if (!links || 'missing' in links) return []
  const { pagesRead, linksChecked, stoppedBecause, findings } = links.value
  const listed = findings
    .slice(0, 30)
    .map(
      ({ outcome, url, foundOn, anchorText, reason }) =>
        `  ${outcome}  ${url}  “${anchorText}”（见 ${foundOn}）：${reason}`,
    )
  const rest = findings.length > 30 ? [`  …… 另有 ${findings.length - 30} 条，见 --json`] : []
  return [
    `读取 ${pagesRead} 页，检查链接 ${linksChecked} 个（${stoppedBecause}）；有问题的 ${findings.length} 个`,
    ...listed,
    ...rest,
    '',
  ]
}
