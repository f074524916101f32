/** `mingcha collect run|status|raw`; `sources` and `credential` stand in files of their own. */
import { writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command as Program } from 'commander'
import { workerName } from '../../app.ts'
import type { ReadingOutcome } from '../../evidence/posts.ts'
import { collectDue, type CollectRun } from '../../gather/collect/collect.ts'
import { demandContactOfWorker } from '../../gather/fetch/contact.ts'
import {
  collectionStatus,
  knowledgeTitles,
  unknownAccounts,
  type UnknownAccount,
} from '../../registry/collection-status.ts'
import { beijingTime } from '../../registry/import-fields.ts'
import type { PlatformId } from '../../registry/platforms/index.ts'
import { accountKey } from '../../registry/register-keys.ts'
import { pruneRaw } from '../../registry/raw-retention.ts'
import { outcomeTitles } from '../../registry/source-reading.ts'
import { rawAnswer } from '../../registry/source-readings.ts'
import { run, type Command, type CommonOptions } from '../context.ts'
import { wholeNumber } from '../options.ts'
import { progressLine } from '../progress.ts'
import { captureCommand } from './collect-capture.ts'
import { credentialCommands } from './collect-credentials.ts'
import { sourceCommands } from './collect-sources.ts'

const watchEveryMs = 30_000

export function collectCommands(program: Program): void {
  const collect = program.command('collect').description('账号发布记录的采集：多个来源、各有时间、可信度和时效')

  collect
    .command('run')
    .description('读取所有到期的来源；读不到的只是“未知”，不会因此判为不更新')
    .option('--watch', '不断读取新到期的来源，直到 Ctrl-C')
    .action(({ watch }: { watch?: boolean }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { store, config, home } = await command.open()
        demandContactOfWorker(config.gather)
        const stopping = new AbortController()
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopping.abort())
        const { signal } = stopping
        const once = async () => {
          const { gather, collection } = config
          const onProgress = progressOn(command)
          const settings = { gather, collection, home, worker: workerName(), clock: Date.now, signal, onProgress }
          const result = await collectDue(store.db, settings)
          if (!watch || result.total > 0) command.answer(result, runWords(result))
        }
        try {
          await once()
          while (watch && !signal.aborted) {
            await sleep(watchEveryMs, undefined, { signal })
            await once()
          }
        } catch (error) {
          if (!signal.aborted) throw error
          command.note('已停止；读到的都已保存，其余的下次再读')
        }
      }),
    )

  collect
    .command('status')
    .description('多少账号的情况是已知的，其余的为什么未知、未知了多久')
    .option('--limit <n>', '最多列出多少个未知的账号', wholeNumber(0, 100_000), 20)
    .option('--offset <n>', '跳过多少个', wholeNumber(0), 0)
    .action((page: { limit: number; offset: number }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { db } = (await command.open()).store
        const at = new Date().toISOString()
        const status = await collectionStatus(db, at)
        const unknown = await unknownAccounts(db, at, page)
        const { active, due, failing } = status.sources
        command.answer(
          { at, ...status, unknown },
          [
            `账号 ${status.accounts} 个`,
            ...status.states.map(({ state, accounts }) => `  ${knowledgeTitles[state]}  ${accounts}`),
            `来源 ${active} 个，其中到期 ${due} 个、正在失败 ${failing} 个`,
            ...(unknown.length > 0 ? ['情况未知的账号（未知最久的在前）：'] : []),
            ...unknown.map((account) => unknownLine(account, at)),
          ].join('\n'),
        )
      }),
    )

  collect
    .command('raw <sha256> <file>')
    .description('把一次读取的原始内容（摘要见 collect sources results）写入文件')
    .action((sha256: string, file: string) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { content, ...facts } = await rawAnswer((await command.open()).store.db, sha256)
        await writeFile(file, content, { flag: 'wx' })
        const cut = facts.complete ? '' : '（超过上限，只保存了开头）'
        command.answer({ ...facts, file }, `已写入 ${file}，${facts.bytes} 字节${cut}`)
      }),
    )

  collect
    .command('prune')
    .description('清理过了保存期限的原始内容（worker 每天自动清理）；检查引用过的、人工提供的和每个来源最新的长期保存')
    .action(() =>
      run(program.opts<CommonOptions>(), async (command) => {
        const { store, config } = await command.open()
        const pruned = await pruneRaw(store.db, config.collection, command.by().at)
        const { keepRawDays, keepRawPerSource } = config.collection
        const rule = `保存期限：${keepRawDays} 天、每个来源最新的 ${keepRawPerSource} 份`
        const size = `${(pruned.bytes / 1_000_000).toFixed(1)} MB`
        command.answer(pruned, `已清理 ${pruned.answers} 份原始内容，共 ${size}（${rule}）`)
      }),
    )

  captureCommand(collect, program)
  sourceCommands(collect, program)
  credentialCommands(collect, program)
}

function progressOn(command: Command) {
  const started = Date.now()
  let reported = started
  const gapMs = process.stderr.isTTY ? 200 : 5000
  return ({ done, total }: { readonly done: number; readonly total: number }) => {
    const now = Date.now()
    if (now - reported < gapMs) return
    reported = now
    command.note(progressLine({ done, total, elapsedMs: now - started, doneBefore: 0 }))
  }
}

function runWords({ done, total, outcomes, postponedHosts }: CollectRun): string {
  const counts = Object.entries(outcomes) as [ReadingOutcome, number][]
  return [
    `到期来源 ${total} 个，读了 ${done} 个`,
    ...counts.map(([outcome, count]) => `  ${outcomeTitles[outcome]}  ${count}`),
    ...postponedHosts.map((host) => `  ${host} 要求暂停，其余来源已推迟`),
  ].join('\n')
}

function unknownLine({ platform, platformId, name, state, detail, knownUntil }: UnknownAccount, at: string): string {
  const days = knownUntil === null ? null : Math.floor((Date.parse(at) - Date.parse(knownUntil)) / 86_400_000)
  const age = days === null ? '从未读到' : `最近一次读到 ${beijingTime(knownUntil!)}（${days} 天前）`
  const key = accountKey({ platform: platform as PlatformId, platformId })
  return `  ${key}  ${name}  ${knowledgeTitles[state]}；${age}${detail ? `；${detail}` : ''}`
}
