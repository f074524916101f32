/** `mingcha delivery channels|add|retire|recipient|test|send|list|show|resend|confirm|template` */
import { readFile } from 'node:fs/promises'
import { text as readAll } from 'node:stream/consumers'
import { Option, type Command as Program } from 'commander'
import { deliverySettings } from '../../app.ts'
import { addRecipient, listChannels, removeRecipient, retireChannel, saveChannel } from '../../delivery/channel-list.ts'
import {
  confirmRead,
  dispatchStates,
  enqueueTest,
  findDispatch,
  listDispatches,
  resend,
  unaddressed,
  type DispatchState,
} from '../../delivery/dispatch-list.ts'
import { listTemplates, saveTemplate } from '../../delivery/template-list.ts'
import { defaultTemplates, templateVariables } from '../../delivery/template.ts'
import { deliver } from '../../delivery/work-delivery.ts'
import { Failure } from '../../kernel/failure.ts'
import { transaction } from '../../store/database.ts'
import { run, type Command, type CommonOptions } from '../context.ts'
import { wholeNumber } from '../options.ts'

export function deliveryCommands(program: Program): void {
  const delivery = program.command('delivery').description('消息投送：渠道、收件方、回执、重发')
  const action =
    <Arguments extends unknown[]>(work: (command: Command, ...given: Arguments) => Promise<number | void>) =>
    (...given: unknown[]) =>
      run(program.opts<CommonOptions>(), (command) => work(command, ...(given as Arguments)))

  delivery.command('channels').description('列出渠道、收件方和各状态的条数').action(action(showChannels))

  delivery
    .command('add <name> <file>')
    .description(
      '新增或修改渠道；文件（- 为标准输入）写 {"kind": …, "settings": {…}, "secret": {…}}，见 docs/delivery.md',
    )
    .action(
      action(async (command, name: string, file: string) => {
        const { home, config, store } = await command.open()
        const { safe } = await deliverySettings(home, config, Date.now)
        const entry = parseEntry(file, file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8'))
        const { kind } = await transaction(store.db, (tx) => saveChannel(tx, safe, name, entry, command.by()))
        command.answer({ name, kind }, `渠道“${name}”已保存；用 mingcha delivery test ${name} 试发一条`)
      }),
    )

  delivery
    .command('retire <name>')
    .description('停用渠道；待发的消息保留，重新 add 后继续')
    .requiredOption('--reason <text>', '原因')
    .action(
      action(async (command, name: string, { reason }: { reason: string }) => {
        const { store } = await command.open()
        await transaction(store.db, (tx) => retireChannel(tx, name, reason, command.by()))
        command.answer({ name, active: false }, `渠道“${name}”已停用`)
      }),
    )

  recipientCommands(delivery, action)

  delivery
    .command('test <name>')
    .description('向渠道发一条测试消息（占用其频率限额）')
    .option('--address <address>', '收件邮箱', '')
    .action(action(testChannel))

  delivery
    .command('send')
    .description('处理发件箱并发送所有到期消息一次；有 mingcha worker 运行时不需要')
    .action(
      action(async (command) => {
        const app = await command.open()
        const result = await deliver(app.store.db, await deliverySettings(app.home, app.config, app.clock))
        const { accepted, failed, limited } = result
        command.answer(result, `送达 ${accepted} 条，失败 ${failed} 条，${limited} 个渠道因限频暂停`)
      }),
    )

  delivery
    .command('list')
    .description('列出消息，最近的在前')
    .addOption(new Option('--state <state>', '只列某一状态').choices(Object.keys(dispatchStates)))
    .option('--channel <name>', '只列某一渠道')
    .option('--unaddressed', '列出没有收件方的消息')
    .option('--limit <n>', '最多列出多少条', wholeNumber(1, 1000), 50)
    .action(action(showDispatches))

  delivery
    .command('show <id>')
    .description('显示一条消息的全文、回执和所含各项')
    .action(
      action(async (command, id: string) => {
        const dispatch = await findDispatch((await command.open()).store.db, dispatchId(id))
        const heading = `${dispatch.subject ?? '（尚未成文）'}  ${dispatchStates[dispatch.state as DispatchState]}`
        command.answer(dispatch, [heading, dispatch.receipt || dispatch.lastError, dispatch.text ?? ''].join('\n'))
      }),
    )

  delivery
    .command('resend <id>')
    .description('重发一条已送达或无法送达的消息')
    .requiredOption('--reason <text>', '原因')
    .action(
      action(async (command, id: string, { reason }: { reason: string }) => {
        const { store } = await command.open()
        const again = await transaction(store.db, (tx) => resend(tx, dispatchId(id), reason, command.by()))
        command.answer({ id: again.id, resendOf: again.resendOf }, `已排队重发，编号 ${again.id}`)
      }),
    )

  delivery
    .command('confirm <id>')
    .description('登记收件方已读')
    .action(
      action(async (command, id: string) => {
        const { store } = await command.open()
        await transaction(store.db, (tx) => confirmRead(tx, dispatchId(id), command.by()))
        command.answer({ id: dispatchId(id), read: true }, '已登记')
      }),
    )

  templateCommands(delivery, action)
}

type Action = <Arguments extends unknown[]>(
  work: (command: Command, ...given: Arguments) => Promise<number | void>,
) => (...given: unknown[]) => Promise<void>

interface RecipientOptions {
  readonly unit?: string
  readonly everyUnit?: boolean
  readonly address: string
  readonly kinds?: string
}

function recipientCommands(delivery: Program, action: Action): void {
  const recipient = delivery.command('recipient').description('谁经哪个渠道收哪些消息')
  recipient
    .command('add <channel>')
    .description('新增收件方；不写 --unit 的是主管部门')
    .option('--unit <code>', '机构代码')
    .option('--every-unit', '同时收发给任何单位的消息')
    .option('--address <address>', '收件邮箱（仅电子邮件）', '')
    .option('--kinds <list>', '只收这些种类，以逗号分隔，例如 notice.sent,alert.outage')
    .action(
      action(async (command, channel: string, { unit, everyUnit, address, kinds }: RecipientOptions) => {
        const { store } = await command.open()
        const wanted = {
          unit: unit ?? null,
          everyUnit: everyUnit ?? false,
          address,
          kinds: kinds === undefined ? null : kinds.split(',').map((kind) => kind.trim()),
        }
        await transaction(store.db, (tx) => addRecipient(tx, channel, wanted, command.by()))
        command.answer({ channel, ...wanted }, `已加入渠道“${channel}”的收件方`)
      }),
    )
  recipient
    .command('remove <channel>')
    .description('去掉收件方')
    .option('--unit <code>', '机构代码')
    .option('--address <address>', '收件邮箱', '')
    .action(
      action(async (command, channel: string, { unit = null, address }: { unit?: string | null; address: string }) => {
        const { store } = await command.open()
        await transaction(store.db, (tx) => removeRecipient(tx, channel, { unit, address }, command.by()))
        command.answer({ channel, unit, address, removed: true }, '已去掉')
      }),
    )
}

function templateCommands(delivery: Program, action: Action): void {
  const template = delivery.command('template').description('消息模板')
  template
    .command('list')
    .description('列出模板和可用的变量')
    .action(
      action(async (command) => {
        const stored = await listTemplates((await command.open()).store.db)
        const variables = Object.entries(templateVariables).map(([name, meaning]) => `  {${name}}  ${meaning}`)
        const lines = stored.map(
          ({ kind, subject, body }) => `${kind}\n  ${subject}\n  ${body.replaceAll('\n', '\n  ')}`,
        )
        command.answer(
          { stored, defaults: defaultTemplates, variables: templateVariables },
          [...lines, '可用变量：', ...variables].join('\n'),
        )
      }),
    )
  template
    .command('set <kind> <file>')
    .description('为一种消息（或 digest：每日汇总）设定模板；文件第一行是标题，其余是正文')
    .action(
      action(async (command, kind: string, file: string) => {
        const { store } = await command.open()
        const [subject = '', ...lines] = (await readFile(file, 'utf8')).replaceAll('\r\n', '\n').split('\n')
        const given = { subject, body: lines.join('\n').trim() }
        await transaction(store.db, (tx) => saveTemplate(tx, kind, given, command.by()))
        command.answer({ kind, ...given }, `模板“${kind}”已保存`)
      }),
    )
}

async function showChannels(command: Command): Promise<void> {
  const channels = await listChannels((await command.open()).store.db)
  const lines = channels.flatMap(({ name, title, active, asleepUntil, asleepReason, counts, recipients }) => [
    `${name}  ${title}${active ? '' : '  已停用'}  ${Object.entries(dispatchStates)
      .map(([state, word]) => `${word} ${counts[state] ?? 0}`)
      .join('  ')}`,
    ...(asleepUntil === null ? [] : [`  最近一次限频暂停至 ${asleepUntil}：${asleepReason}`]),
    ...recipients.map(({ unitName, everyUnit, address, kinds }) =>
      `  → ${everyUnit ? '全部单位' : (unitName ?? '主管部门')} ${address} ${kinds?.join(',') ?? ''}`.trimEnd(),
    ),
  ])
  command.answer(channels, lines.join('\n') || '还没有渠道；用 mingcha delivery add 新增')
}

async function testChannel(command: Command, name: string, { address }: { address: string }): Promise<number> {
  const app = await command.open()
  const { db } = app.store
  const id = await transaction(db, (tx) => enqueueTest(tx, name, address, command.by()))
  await deliver(db, await deliverySettings(app.home, app.config, app.clock))
  const { state, receipt, lastError } = await findDispatch(db, id)
  const words =
    state === 'accepted' ? `已送达：${receipt}` : `没有送达（${dispatchStates[state as DispatchState]}）：${lastError}`
  command.answer({ id, state, receipt, lastError }, words)
  return state === 'accepted' ? 0 : 5
}

interface ListOptions {
  readonly state?: DispatchState
  readonly channel?: string
  readonly unaddressed?: boolean
  readonly limit: number
}

async function showDispatches(command: Command, options: ListOptions): Promise<void> {
  const { db } = (await command.open()).store
  if (options.unaddressed === true) {
    const rows = await unaddressed(db)
    const words = rows.map(({ id, unit, subject }) => `${id}  ${unit ?? '主管部门'}  ${subject}`)
    command.answer(rows, words.join('\n') || '没有')
    return
  }
  const { items: rows } = await listDispatches(db, options, options)
  const words = rows.map(({ id, channel, address, unit, subject, state, lastError, uncertain, readAt }) =>
    [
      id,
      dispatchStates[state as DispatchState],
      `${channel}${address && ` ${address}`}`,
      unit ?? '主管部门',
      subject ?? '（尚未成文）',
      readAt === null ? '' : '已读',
      uncertain ? '可能重复' : '',
      state === 'accepted' ? '' : lastError,
    ]
      .filter((part) => part !== '')
      .join('  '),
  )
  command.answer(rows, words.join('\n') || '没有消息')
}

function parseEntry(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Failure(
      'badInput.channel',
      `${file} 不是有效的 JSON：${String((error as Error).message)}`,
      '见 docs/delivery.md',
    )
  }
}

function dispatchId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new Failure('badInput.dispatch', `编号“${text}”不正确`, '编号见 mingcha delivery list')
}
