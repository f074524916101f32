/** `mingcha check <url>`: inspects one site without a registry or database and prints a report. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command as Program } from 'commander'
import { readConfig } from '../../config.ts'
import type { GatheredEvidence } from '../../evidence/evidence.ts'
import { openSeal } from '../../gather/archive/seal.ts'
import type { CrawlProgress } from '../../gather/crawl/crawl-progress.ts'
import { gatherSite } from '../../gather/gather-site.ts'
import { demandContact } from '../../gather/fetch/contact.ts'
import { introduced, type GatherLimits } from '../../gather/limits.ts'
import type { ArchiveSummary } from '../../gather/settings.ts'
import { chosenRules } from '../../campaigns/chosen-rules.ts'
import { judge, type Judgement } from '../../judging/judge.ts'
import { dayOfInstant } from '../../kernel/day.ts'
import { Failure } from '../../kernel/failure.ts'
import type { RuleSet } from '../../regulations/rule-set.ts'
import { columnClassNames } from '../../registry/register.ts'
import { detailOf, problemGroups } from '../check/report-parts.ts'
import { reportFormats } from '../check/report-files.ts'
import { checkReport, reportOf, type CheckReport } from '../check/report.ts'
import { run, type CommonOptions } from '../context.ts'
import { interruption } from '../interruption.ts'
import { crawlWords } from '../progress.ts'
import { contact, dayOption, networks, wholeNumber } from '../options.ts'

interface CheckOptions {
  readonly at?: string
  readonly rules: string
  readonly allowNetwork: readonly string[]
  readonly archive?: string
  readonly maxPages?: number
  readonly maxDepth?: number
  readonly rate?: string
  readonly concurrency?: number
  readonly timeout?: string
  readonly external: boolean
  readonly contact?: string
  readonly robotsAuthority?: string
  readonly browser: boolean
  readonly out?: string
  readonly format: readonly string[]
}

/** A check is asked for one site by a person who can stop it: the whole site, not the share of a campaign. */
const wholeSite = { maxPagesPerSite: 100_000, maxLinksPerSite: 1_000_000 }

const outcomeMarks: Readonly<Record<Judgement['outcome'], string>> = {
  passed: '✓ 通过',
  failed: '✗ 未通过',
  inapplicable: '– 不适用',
  cantTell: '? 无法判断',
  untested: '· 待人工',
}

const collect = (value: string, before: readonly string[]) => [...before, value]

const examples = `
例：
  mingcha check www.example.gov.cn --contact jiancha@example.gov.cn
  mingcha check http://10.1.2.3/ --allow-network 10.0.0.0/8 --rate unlimited     查内网的网站，不限速
  mingcha check www.example.gov.cn --contact … --max-pages 200 --out 报告 --format html --format xlsx`

export function checkCommand(program: Program): void {
  program
    .command('check <url>')
    .description('检查任意一个网站并打印报告；不需要名录和数据库（查到问题时退出码为 1；Ctrl-C 中断仍报告已查到的）')
    .addHelpText('after', examples)
    .option('--at <day>', '监测时间点（默认今天）')
    .option('--rules <id>', '检查口径', 'national-2019')
    .option('--max-pages <n>', '最多读取的页面数', wholeNumber(1))
    .option('--max-depth <n>', '从首页起最多跟随几层链接', wholeNumber(0))
    .option('--rate <n>', '对每个主机每秒的请求数，unlimited 为不限（默认 1）')
    .option('--concurrency <n>', '对每个主机同时进行的请求数（默认 2）', wholeNumber(1, 256))
    .option('--timeout <seconds>', '多少秒不应答算打不开（默认 15）')
    .option('--allow-network <cidr>', '允许访问的内部网络，例如 10.0.0.0/8（可重复）', networks, [])
    .option('--no-external', '不检查站外链接')
    .option(
      '--contact <contact>',
      '说明网页的地址或邮箱，写入 User-Agent（默认取配置；检查公网上的网站必须有）',
      contact,
    )
    .option('--robots-authority <number>', '凭书面授权访问 robots.txt 不允许的地址：授权的文号，记入报告和存档')
    .option('--no-browser', '不用浏览器查看由脚本生成的页面')
    .option('--out <dir>', '报告和网页存档写到这个目录')
    .option(
      '--format <format>',
      `写到 --out 的报告格式：${Object.keys(reportFormats).join('、')}（可重复，默认 json）`,
      collect,
      [],
    )
    .option('--archive <file>', '网页存档（WACZ）的位置')
    .action((address: string, options: CheckOptions) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const url = siteUrl(address)
        const ruleSet = chosenRules(options.rules)
        const formats = chosenFormats(options.format)
        const startedAt = new Date()
        const monitorPoint =
          options.at === undefined ? dayOfInstant(startedAt.getTime()) : dayOption('--at', options.at)
        const config = await readConfig(command.home)
        const limits = chosenLimits(config.gather, options)
        await demandContact(limits, url)
        const stamp = startedAt.toISOString().replace(/\D/g, '').slice(0, 14)
        const out = path.resolve(
          options.out ?? path.join(command.home, 'checks', `${url.hostname.replace(/[[\]:]/g, '_')}-${stamp}`),
        )
        const archiveFile = path.resolve(options.archive ?? path.join(out, 'evidence.wacz'))
        await mkdir(out, { recursive: true, mode: 0o750 })
        await mkdir(path.dirname(archiveFile), { recursive: true })
        const stop = interruption()
        const gathered = await gatherSite(
          { name: url.hostname, url: url.href, columns: [], monitorPoint },
          {
            limits,
            clock: Date.now,
            signal: stop,
            keepPartial: true,
            robotsAuthority: chosenAuthority(options.robotsAuthority),
            archiveFile,
            seal: await openSeal(command.home, config.evidence.timeStampUrl),
            onProgress: throttled((progress) => command.note(crawlWords(progress))),
          },
        )
        const { evidence, archive } = gathered
        const judgements = judge(ruleSet, { kind: 'site', name: url.hostname }, evidence, monitorPoint)
        const finishedAt = new Date().toISOString()
        const report = checkReport.parse(
          reportOf({
            target: url.href,
            startedAt: startedAt.toISOString(),
            finishedAt,
            gathered,
            judgements,
            ruleSet,
            archiveFile,
            interrupted: stop.aborted,
          }),
        )
        if (options.out !== undefined || options.format.length > 0) {
          for (const format of formats)
            await writeFile(path.join(out, `check.${format}`), await reportFormats[format]!(report))
          command.note(`报告已写到 ${out}`)
        }
        const stored = archive && { ...archive, file: archiveFile }
        command.answer(report, reportWords(ruleSet, judgements, evidence, stored, report))
        return exitCode(report, 'missing' in evidence.homePage, stop.aborted)
      }),
    )
}

/**
 * A site that is dead is a finding: 1. A site that nobody could look at (a guard, robots.txt, a network that may not be
 * visited) is neither good nor bad: 5.
 */
function exitCode({ findings, problems }: CheckReport, unseen: boolean, interrupted: boolean): number {
  if (findings.some(({ outcome }) => outcome === 'failed') || problems.some(isFault)) return 1
  if (interrupted) return 130
  return unseen ? 5 : 0
}

const isFault = ({ outcome }: CheckReport['problems'][number]) => outcome === 'broken' || outcome === 'unreachable'

/** robots.txt is overridden by a document only: its number goes into report and archive. */
function chosenAuthority(documentNumber: string | undefined) {
  if (documentNumber === undefined) return null
  if (documentNumber.trim() !== '') return { documentNumber: documentNumber.trim(), authority: '' }
  throw new Failure(
    'badInput.authority',
    '--robots-authority 没有写明文号',
    '请写明书面授权的文号，例如 某政办函〔2025〕12号',
  )
}

function chosenLimits(gather: GatherLimits, options: CheckOptions): GatherLimits {
  const allowNetworks = [...gather.allowNetworks, ...options.allowNetwork]
  const number = (name: string, text: string | undefined, least: number, fallback: number) => {
    if (text === undefined) return fallback
    const value = Number(text)
    if (text.trim() !== '' && Number.isFinite(value) && value >= least) return value
    throw new Failure('badInput.option', `${name} 的“${text}”不正确`, `请给出不小于 ${least} 的数`)
  }
  const rate = options.rate === 'unlimited' ? Number.POSITIVE_INFINITY : number('--rate', options.rate, 0.01, 0)
  return introduced({
    ...gather,
    ...wholeSite,
    contact: options.contact ?? gather.contact,
    allowNetworks,
    maxPagesPerSite: options.maxPages ?? wholeSite.maxPagesPerSite,
    maxDepth: options.maxDepth ?? gather.maxDepth,
    hostInFlight: options.concurrency ?? (rate === Number.POSITIVE_INFINITY ? 16 : gather.hostInFlight),
    hostGapMs: options.rate === undefined ? gather.hostGapMs : 1000 / rate,
    timeoutMs: Math.ceil(number('--timeout', options.timeout, 0.1, gather.timeoutMs / 1000) * 1000),
    checkExternal: options.external && gather.checkExternal,
    useBrowser: options.browser && gather.useBrowser,
  })
}

function chosenFormats(formats: readonly string[]): readonly string[] {
  for (const format of formats) {
    if (!Object.hasOwn(reportFormats, format))
      throw new Failure(
        'badInput.format',
        `没有报告格式“${format}”`,
        `可用的格式：${Object.keys(reportFormats).join('、')}`,
      )
  }
  return formats.length > 0 ? formats : ['json']
}

function siteUrl(text: string): URL {
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`)
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url
  throw new Failure('badInput.url', `网址“${text}”不正确`, '请给出 http 或 https 网址，例如 http://www.example.gov.cn/')
}

function throttled(report: (progress: CrawlProgress) => void) {
  let last = 0
  return (progress: CrawlProgress) => {
    if (Date.now() - last < 1000) return
    last = Date.now()
    report(progress)
  }
}

function reportWords(
  ruleSet: RuleSet,
  judgements: readonly Judgement[],
  evidence: GatheredEvidence,
  archive: ArchiveSummary | null,
  report: CheckReport,
): string {
  const machine = judgements.filter(({ clause }) => ruleSet.clauses[clause]?.decidedBy === 'machine')
  const people = judgements.filter(({ clause }) => ruleSet.clauses[clause]?.decidedBy === 'person')
  const archived = archive
    ? [`网页存档  ${archive.file}（${archive.records} 条记录）`, `SHA-256   ${archive.sha256}`]
    : []
  return [
    `${report.target}  ${ruleSet.title}`,
    '',
    ...machine.flatMap(({ clause, outcome, because, findings }) => [
      `${outcomeMarks[outcome]}  ${clause} ${ruleSet.clauses[clause]?.title ?? ''}：${because}`,
      ...findings.map(({ where, message }) => `      ${where}：${message}`),
    ]),
    `${outcomeMarks.untested}  ${people.map(({ clause }) => clause).join('、')}`,
    '',
    ...columnWords(evidence),
    ...linkWords(report),
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

/** So many links are told on the screen; the report has them all. */
const mostTold = 30

function linkWords(report: CheckReport): string[] {
  const { pages, links, problems, anchors, findings } = report
  const groups = problemGroups(report)
  const listed = groups
    .flatMap(({ name, kinds }) => kinds.flatMap((kind) => kind.links.map((link) => ({ name, kind, link }))))
    .slice(0, mostTold)
    .flatMap(({ name, kind, link }) => {
      const [place] = link.foundOn
      const at = place === undefined ? '' : `“${place.text}”（见 ${place.page}）`
      const meant = link.suggestion === null ? '' : `；建议改为 ${link.suggestion}`
      const detail = detailOf(link)
      return [`  ${name}  ${link.url}  ${at}`, `        ${kind.title}${detail && `：${detail}`}${meant}`]
    })
  const rest = problems.length > mostTold ? [`  …… 另有 ${problems.length - mostTold} 个，见 --json 或 --out`] : []
  const notes = findings.filter(({ outcome }) => outcome === 'note').map(({ message }) => message)
  const counts = groups.map(({ name, count }) => `${name} ${count}`).join('，')
  const bad = problems.length > 0 ? `有问题的 ${problems.length} 个（${counts}）` : '都没有问题'
  const places = anchors.length > 0 ? `；页内位置不存在 ${anchors.length} 个` : ''
  return [`读取 ${pages.fetched} 页，检查链接 ${links.checked} 个，${bad}${places}`, ...notes, ...listed, ...rest, '']
}
