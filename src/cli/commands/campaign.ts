/** `mingcha campaign open|freeze|sample|run|pause|resume|cancel|judge|evidence|status|life` */
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { Option, type Command as Program } from 'commander'
import { findStyle, styles } from '../../bulletins/styles/index.ts'
import { campaignStates, parseCampaignId, type CampaignState } from '../../campaigns/campaign.ts'
import { drawRounds } from '../../campaigns/draw.ts'
import { freezeRounds } from '../../campaigns/freeze.ts'
import { openCampaign } from '../../campaigns/open.ts'
import { defaultStrata, parseStrata } from '../../campaigns/stratum.ts'
import { crawlsUnderWay, type CrawlUnderWay } from '../../campaigns/crawls.ts'
import { roundKey, roundLabel } from '../../campaigns/round.ts'
import { runProgress } from '../../campaigns/run.ts'
import { findCampaign, listCampaigns, lockCampaign } from '../../campaigns/store.ts'
import { writeEvidenceFile } from '../../evidence/evidence-file.ts'
import { exportEvidence } from '../../judging/export-evidence.ts'
import { Failure } from '../../kernel/failure.ts'
import { rejudge } from '../../judging/rejudge.ts'
import { transaction } from '../../store/database.ts'
import { isDemonstration } from '../demo/demonstration.ts'
import { run, type CommonOptions } from '../context.ts'
import { dayOption } from '../options.ts'
import { crawlWords, progressLine } from '../progress.ts'
import { runRound } from '../run-round.ts'
import { lifeCommand } from './campaign-life.ts'
import { holdCommands } from './hold.ts'

interface OpenOptions extends CommonOptions {
  readonly monitorPoint: string
  readonly siteRound?: string[]
  readonly accountsOnly?: true
  readonly intervalFrom?: string
  readonly rules: string
  readonly style: string
  readonly issuer?: string
  readonly strata?: string
  readonly seed?: string
}

export function campaignCommands(program: Program): void {
  const campaign = program.command('campaign').description('检查：立项、冻结名录、抽样、检查、进展')

  campaign
    .command('open <id>')
    .description(
      '立项，例如 campaign open 2025Q3 --monitor-point 2025-08-14 --site-round 2025-07-15 --site-round 2025-08-14',
    )
    .requiredOption('--monitor-point <day>', '监测时间点')
    .option('--site-round <day...>', '每轮网站检查的监测时间点（默认一轮，同监测时间点）')
    .addOption(new Option('--accounts-only', '只检查账号，没有网站检查轮次').conflicts('siteRound'))
    .option('--interval-from <day>', '账号按时间段检查的口径：时间段首日（末日为监测时间点）')
    .option('--rules <id>', '检查口径', 'shanghai-2025')
    .option('--style <id>', '通报样式', 'shanghai')
    .option('--issuer <name>', '发文机关（默认取通报样式中的机关）')
    .option('--strata <file>', '抽样方案（json），默认普查加复查')
    .option('--seed <text>', '随机种子（默认随机生成，抽样后公开）')
    .action((id: string, options: OpenOptions) =>
      run(program.opts<CommonOptions>(), async (command) => {
        parseCampaignId(id)
        const monitorPoint = dayOption('--monitor-point', options.monitorPoint)
        const rounds = options.accountsOnly === true ? [] : (options.siteRound ?? [options.monitorPoint])
        const siteRounds = rounds.map((text) => dayOption('--site-round', text))
        const style = findStyle(options.style)
        if (style === undefined) {
          throw new Failure(
            'badInput.style',
            `没有通报样式“${options.style}”`,
            `可用：${Object.keys(styles).join('、')}`,
          )
        }
        const strata = options.strata ? parseStrata(await readFile(options.strata, 'utf8')) : defaultStrata
        const { store } = await command.open()
        const { actor, at } = command.by()
        await transaction(store.db, (tx) =>
          openCampaign(tx, {
            id,
            monitorPoint,
            siteRounds,
            intervalFrom:
              options.intervalFrom === undefined ? undefined : dayOption('--interval-from', options.intervalFrom),
            strata,
            ruleSet: options.rules,
            style: options.style,
            issuer: options.issuer ?? style.defaultIssuer,
            // Unknown before it is drawn: nobody can tell in advance who will be in a spot check.
            seed: options.seed ?? randomBytes(8).toString('hex'),
            // What is judged on the simulated city's register says so on every page.
            demonstration: isDemonstration(command.home),
            openedBy: actor,
            openedAt: at,
          }),
        )
        command.answer({ id, state: 'draft' }, `已立项：${id}，监测时间点 ${monitorPoint}`)
      }),
    )

  campaign
    .command('freeze <id>')
    .description('冻结名录：此后名录的变化不影响这些轮次')
    .option('--round <key>', '只冻结一轮，例如 site-1')
    .action((id: string, options: { round?: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { store } = await command.open()
        const frozen = await transaction(store.db, (tx) => freezeRounds(tx, id, options.round, command.by()))
        command.answer(
          { frozen },
          frozen.map(({ round, targets }) => `${round} 已冻结 ${targets} 个对象`).join('\n') || '没有待冻结的轮次',
        )
      }),
    )

  campaign
    .command('sample <id>')
    .description('按方案和随机种子抽样，打印方法说明')
    .action((id: string) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { store } = await command.open()
        const drawn = await transaction(store.db, (tx) => drawRounds(tx, id, command.by()))
        command.answer(
          { drawn },
          drawn.map((round) => `${round.round}：${round.inspections} 个。${round.statement}`).join('\n'),
        )
      }),
    )

  campaign
    .command('run <id>')
    .description('运行检查，显示进度；中断后再次运行会接着做')
    .option('--round <key>', '只运行一轮')
    .option('--enqueue-only', '只放入队列，由 mingcha worker 去做')
    .action((id: string, options: { round?: string; enqueueOnly?: boolean }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const app = await command.open()
        const outcome = await runRound(app, id, options.round, command.by(), {
          work: !options.enqueueOnly,
          onProgress: (progress) => command.note(progressLine(progress)),
          onError: (inspectionId, error) =>
            command.note(
              `${inspectionId === null ? '到期事项' : `检查 ${inspectionId} `}出错，稍后重试：${String(error)}`,
            ),
        })
        command.answer(
          outcome,
          outcome.queued === undefined
            ? `完成 ${outcome.done} / ${outcome.total} 次检查${outcome.paused > 0 ? `，${outcome.paused} 次已暂停（campaign resume 可继续）` : ''}`
            : `已入队 ${outcome.queued} 次检查，由 mingcha worker 去做；已完成 ${outcome.done} / ${outcome.total}`,
        )
      }),
    )

  lifeCommand(campaign, program)
  holdCommands(campaign, program)

  campaign
    .command('judge <id>')
    .description('用已存的证据重新判定，不访问网络；换用另一套口径时只比较，不写入')
    .option('--rules <id>', '换用另一套检查口径，看哪些结果会变')
    .option('--adopt', '改用检查口径现在的版本（更正之后）')
    .option('--dry-run', '只看哪些结果会变，不写入')
    .action((id: string, options: { rules?: string; adopt?: boolean; dryRun?: boolean }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const outcome = await transaction(db, async (tx) =>
          rejudge(tx, await lockCampaign(tx, id), {
            ruleSet: options.rules,
            adopt: options.adopt,
            dryRun: options.dryRun ?? options.rules !== undefined,
            ...command.by(),
          }),
        )
        const lines = outcome.changed.map(
          ({ inspectionId, clause, before, after }) => `检查 ${inspectionId} ${clause}：${before ?? '无'} → ${after}`,
        )
        command.answer(
          outcome,
          [`重新判定 ${outcome.inspections} 次检查，${lines.length} 项结果有变`, ...lines].join('\n'),
        )
      }),
    )

  campaign
    .command('evidence <inspection>')
    .description('导出一次检查的证据（json），可用 mingcha judge 重新判定')
    .option('--out <file>', '写入文件（默认打印）')
    .action((id: string, options: { out?: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const inspection = Number(id)
        if (!Number.isSafeInteger(inspection) || inspection < 1) {
          throw new Failure('badInput.inspection', `检查编号“${id}”不正确`, '编号是正整数，可在通报的数字明细中找到')
        }
        const { db } = (await command.open()).store
        const text = writeEvidenceFile(await exportEvidence(db, inspection, command.by().at))
        if (options.out === undefined) return void process.stdout.write(text)
        await writeFile(options.out, text)
        command.answer({ inspection, file: options.out }, `检查 ${inspection} 的证据已写入 ${options.out}`)
      }),
    )

  campaign
    .command('status [id]')
    .description('检查的状态和各轮进展；不给编号则列出全部')
    .action((id: string | undefined) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const ids = id ? [id] : (await listCampaigns(db)).map((entry) => entry.id)
        const campaigns = await Promise.all(ids.map((entry) => status(db, entry)))
        command.answer(campaigns, campaigns.map(statusWords).join('\n\n') || '还没有检查，请用 campaign open 立项')
      }),
    )
}

async function status(db: Parameters<typeof findCampaign>[0], id: string) {
  const found = await findCampaign(db, id)
  const rounds = await Promise.all(
    found.rounds.map(async (round) => ({
      round: roundKey(round),
      label: roundLabel(round),
      monitorPoint: round.monitorPoint,
      frozen: round.frozenAt !== null,
      ...(await runProgress(db, id, roundKey(round))),
    })),
  )
  const { monitorPoint, seed } = found
  return { id, state: found.state as CampaignState, monitorPoint, seed, rounds, crawls: await crawlsUnderWay(db, id) }
}

function statusWords({ id, state, monitorPoint, rounds, crawls }: Awaited<ReturnType<typeof status>>): string {
  const lines = rounds.map(
    ({ label, round, monitorPoint: point, frozen, done, paused, total }) =>
      `  ${label}（${round}）监测时间点 ${point}：${frozen ? `已冻结，${done} / ${total}${paused > 0 ? `，已暂停 ${paused}` : ''}` : '未冻结'}`,
  )
  return [`${id} ${campaignStates[state]}，监测时间点 ${monitorPoint}`, ...lines, ...crawls.map(underWay)].join('\n')
}

const crawlStates = { running: '正在检查', paused: '已暂停', interrupted: '已中断，等待接手' } as const

function underWay(crawl: CrawlUnderWay): string {
  return `    ${crawlStates[crawl.state]}  ${crawl.targetName}（${crawl.round}，编号 ${crawl.inspectionId}）：${crawlWords(crawl)}`
}
