import { beforeEach, describe, expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { temporaryFolder } from '../../test/program.ts'
import { parseDailyHours } from '../kernel/daily-hours.ts'
import { announcedHolidays } from '../regulations/holidays.ts'
import { verifyAudit } from '../store/audit.ts'
import { openSafe } from '../store/credentials.ts'
import { transaction } from '../store/database.ts'
import { post } from '../store/outbox.ts'
import { addRecipient, listChannels, retireChannel, saveChannel } from './channel-list.ts'
import { confirmRead, enqueueTest, findDispatch, listDispatches, resend, unaddressed } from './dispatch-list.ts'
import type { DeliverySettings } from './settings.ts'
import { saveTemplate } from './template-list.ts'
import { startMailServer, startRobot, type Robot, type RobotKind } from './test-robots.ts'
import { deliver } from './work-delivery.ts'

const { db } = await testStore()
const safe = await openSafe(await temporaryFolder('delivery'))
/** Thursday, ten in the morning. */
const start = Date.parse('2025-08-14T10:00:00+08:00')
let nowMs = start
const clock = () => nowMs
const by = () => ({ actor: '管理员', at: new Date(nowMs).toISOString() })
const minute = 60_000

const settings = (worker = '甲'): DeliverySettings => ({
  hours: {
    quiet: parseDailyHours('21:00-08:00'),
    workingDaysOnly: true,
    calendar: announcedHolidays,
    digestAtMinute: 9 * 60 + 5,
    collectMinutes: 15,
  },
  publicUrl: 'https://mingcha.example',
  safe,
  clock,
  worker,
})

await db
  .insertInto('unit')
  .values([
    { code: 'tjj', name: '上海市统计局', shortName: '市统计局', kind: 'department', parentId: null, printOrder: 1 },
    { code: 'mzj', name: '上海市民政局', shortName: '市民政局', kind: 'department', parentId: null, printOrder: 2 },
  ])
  .execute()
const units = new Map((await db.selectFrom('unit').select(['code', 'id']).execute()).map(({ code, id }) => [code, id]))

beforeEach(async () => {
  nowMs = start
  await db.deleteFrom('dispatchItem').execute()
  await db.deleteFrom('dispatch').execute()
  for (const table of ['channel', 'outbox', 'messageTemplate'] as const) await db.deleteFrom(table).execute()
})

let written = 0
async function write(unit: string | null, more: Partial<Parameters<typeof post>[1]> = {}): Promise<void> {
  written += 1
  const message = {
    kind: 'test',
    subject: `消息${written}`,
    text: `全文${written}`,
    severity: 'normal',
    dedupeKey: `k${written}`,
  }
  const recipientUnitId = unit === null ? null : units.get(unit)!
  await post(db, { ...message, severity: 'normal', recipientUnitId, at: new Date(nowMs).toISOString(), ...more })
}

async function addRobot(kind: RobotKind, name: string, everyUnit = true): Promise<Robot> {
  const robot = await startRobot(kind, clock)
  await transaction(db, (tx) => saveChannel(tx, safe, name, { kind, secret: robot.secret }, by()))
  await addRecipient(db, name, { unit: null, everyUnit, address: '', kinds: null }, by())
  return robot
}

async function severe(count: number): Promise<void> {
  for (let each = 0; each < count; each += 1) await write('tjj', { severity: 'severe' })
}

const states = async () =>
  (await db.selectFrom('dispatch').select('state').orderBy('id').execute()).map(({ state }) => state)
const outboxStates = async () =>
  (await db.selectFrom('outbox').select('state').orderBy('id').execute()).map(({ state }) => state)

test('a message that arrives by two ways at the same moment has arrived', async () => {
  const robots = [await addRobot('webhook', '甲'), await addRobot('webhook', '乙')]
  await severe(15)
  await deliver(db, settings())
  expect(robots.map(({ accepted }) => accepted.length)).toEqual([15, 15])
  expect(new Set(await outboxStates())).toEqual(new Set(['sent']))
})

describe('a digest', () => {
  test('gathers the messages of a unit and leaves once a day, off the quiet hours', async () => {
    const robot = await addRobot('wecom', '值班群')
    await write('tjj')
    await deliver(db, settings())
    nowMs += 14 * minute
    await write('tjj')
    await write('mzj')
    await deliver(db, settings())
    expect(robot.accepted).toEqual([])
    nowMs += minute
    await deliver(db, settings())
    expect(robot.accepted).toHaveLength(1)
    expect(robot.accepted[0]!.text).toMatch(/上海市统计局 2025-08-14 提醒（2条）[^]*1\. 消息\d+\n全文\d+\n\n2\. 消息/)
    // the other unit's own time came 14 minutes later; what comes now waits for tomorrow
    await write('tjj')
    nowMs += 60 * minute
    await deliver(db, settings())
    expect(robot.accepted).toHaveLength(2)
    nowMs = Date.parse('2025-08-15T09:04:00+08:00')
    await deliver(db, settings())
    expect(robot.accepted).toHaveLength(2)
    nowMs += minute
    await deliver(db, settings())
    expect(robot.accepted).toHaveLength(3)
    expect(await outboxStates()).toEqual(['sent', 'sent', 'sent', 'sent'])
  })

  test('waits through a weekend, a severe message does not', async () => {
    const robot = await addRobot('feishu', '飞书群')
    nowMs = Date.parse('2025-08-16T23:30:00+08:00')
    await write('tjj')
    await write('tjj', { severity: 'severe', subject: '首页无法访问' })
    await deliver(db, settings())
    expect(robot.accepted.map(({ text }) => text)).toEqual([expect.stringContaining('首页无法访问')])
    nowMs = Date.parse('2025-08-18T09:05:00+08:00')
    await deliver(db, settings())
    expect(robot.accepted).toHaveLength(2)
  })
})

describe('limits', () => {
  test.each([
    ['wecom', 20],
    ['dingtalk', 20],
    ['feishu', 100],
  ] as const)('%s: %i a minute, shared by two workers, in order, and never turned away', async (kind, perMinute) => {
    const robot = await addRobot(kind, '群')
    await severe(perMinute + 5)
    for (let second = 0; second <= 90; second += 1) {
      await Promise.all([deliver(db, settings('甲')), deliver(db, settings('乙'))])
      nowMs += 1000
      if (second === 58) expect(robot.accepted).toHaveLength(perMinute)
    }
    expect(robot.turnedAway).toEqual([])
    expect(robot.accepted).toHaveLength(perMinute + 5)
    const numbers = robot.accepted.map(({ text }) => Number(/全文(\d+)/.exec(text)![1]))
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  })

  test('a robot that others use too says “too many”: the queue rests, and everything arrives after it', async () => {
    const robot = await addRobot('dingtalk', '钉钉群')
    await severe(3)
    robot.mood = { status: 200, body: { errcode: 130_101, errmsg: 'send too fast, exceed 20 times per minute' } }
    await deliver(db, settings())
    robot.mood = 'well'
    nowMs += 10 * minute - 1
    await deliver(db, settings())
    expect(robot.accepted).toEqual([])
    const [channel] = await listChannels(db)
    expect(channel).toMatchObject({ asleepReason: expect.stringContaining('130101'), counts: { waiting: 3 } })
    nowMs += 1
    await deliver(db, settings())
    expect(robot.accepted).toHaveLength(3)
    expect((await listDispatches(db, {}, { limit: 9 })).items.map(({ attempts }) => attempts)).toEqual([1, 1, 1])
  })
})

describe('failures', () => {
  test('are tried again with growing pauses, keep their order, and end as dead letters', async () => {
    const robot = await addRobot('wecom', '群')
    robot.mood = { status: 200, body: { errcode: 93_000, errmsg: 'invalid webhook url' } }
    await severe(2)
    const triesAt: number[] = []
    robot.onRequest = () => triesAt.push((nowMs - start) / minute)
    for (let passed = 0; passed < 200; passed += 1) {
      await deliver(db, settings())
      nowMs += minute
    }
    expect(triesAt.slice(0, 8)).toEqual([0, 1, 3, 7, 15, 31, 63, 123])
    expect(await states()).toEqual(['dead', 'waiting'])
    robot.mood = 'well'
    nowMs += 60 * minute
    await deliver(db, settings())
    expect(await states()).toEqual(['dead', 'accepted'])
    expect(await outboxStates()).toEqual(['failed', 'sent'])
  })

  test('a dead letter is sent once more on demand, and only once', async () => {
    const { port } = await startMailServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: ({ address }, _session, done) =>
        address.startsWith('gone') ? done(Object.assign(new Error('no such mailbox'), { responseCode: 550 })) : done(),
    })
    const entry = { kind: 'email', settings: { host: '127.0.0.1', port, security: 'none', from: 'a@example.cn' } }
    await saveChannel(db, safe, '邮件', entry, by())
    await addRecipient(db, '邮件', { unit: 'tjj', everyUnit: false, address: 'gone@example.cn', kinds: null }, by())
    await addRecipient(db, '邮件', { unit: 'tjj', everyUnit: false, address: 'here@example.cn', kinds: null }, by())
    await severe(1)
    await deliver(db, settings())
    const {
      items: [here, gone],
    } = await listDispatches(db, {}, { limit: 9 })
    expect([gone, here]).toMatchObject([
      { state: 'dead', lastError: expect.stringContaining('550') },
      { state: 'accepted' },
    ])
    expect(await outboxStates()).toEqual(['failed'])
    const again = await resend(db, gone!.id, '邮箱已恢复', by())
    expect(await outboxStates()).toEqual(['taken'])
    await expect(resend(db, gone!.id, '再来', by())).rejects.toThrow('已经重发过')
    await db.updateTable('dispatch').set({ address: 'back@example.cn' }).where('id', '=', again.id).execute()
    await deliver(db, settings())
    expect(await outboxStates()).toEqual(['sent'])
    await confirmRead(db, again.id, by())
    expect(await findDispatch(db, again.id)).toMatchObject({
      state: 'accepted',
      readBy: '管理员',
      items: [{ kind: 'test' }],
    })
    await expect(confirmRead(db, gone!.id, by())).rejects.toThrow('还没有送达')
  })

  test('a channel that is retired keeps what waits; saved again, it sends it', async () => {
    const robot = await addRobot('webhook', '钩子')
    await severe(1)
    robot.mood = { status: 503, body: {} }
    await deliver(db, settings())
    await retireChannel(db, '钩子', '搬家', by())
    nowMs += 60 * minute
    await deliver(db, settings())
    expect(robot.accepted).toEqual([])
    robot.mood = 'well'
    await saveChannel(db, safe, '钩子', { kind: 'webhook', secret: robot.secret }, by())
    await deliver(db, settings())
    expect(robot.accepted).toHaveLength(1)
  })
})

describe('a channel that is broken', () => {
  test('rests and says why, while the others go on', async () => {
    const [broken, whole] = [await addRobot('wecom', '坏'), await addRobot('feishu', '好')]
    await db
      .updateTable('credential')
      .set({ sealed: Buffer.alloc(40) })
      .where('name', '=', '坏')
      .execute()
    await severe(2)
    await deliver(db, settings())
    expect([broken.accepted.length, whole.accepted.length]).toEqual([0, 2])
    const listed = await listChannels(db)
    expect(listed.find(({ name }) => name === '坏')).toMatchObject({
      asleepReason: expect.stringContaining('无法解开'),
    })
    await saveChannel(db, safe, '坏', { kind: 'wecom', secret: broken.secret }, by())
    await deliver(db, settings())
    expect(broken.accepted).toHaveLength(2)
  })

  test('a test message needs an address where there is one, and only there', async () => {
    const entry = { kind: 'email', settings: { host: '127.0.0.1', security: 'none', from: 'a@example.cn' } }
    await saveChannel(db, safe, '邮件', entry, by())
    await expect(enqueueTest(db, '邮件', '', by())).rejects.toThrow('需要收件邮箱')
    await addRobot('wecom', '群')
    await expect(enqueueTest(db, '群', 'a@example.cn', by())).rejects.toThrow('没有收件地址')
  })
})

describe('who gets what', () => {
  test('a unit without a recipient: its message is shown as such, and goes when there is one', async () => {
    const robot = await addRobot('wecom', '群', false)
    await write('tjj', { severity: 'severe' })
    await write(null, { severity: 'severe', text: '给主管部门' })
    await deliver(db, settings())
    expect(robot.accepted.map(({ text }) => text)).toEqual([expect.stringContaining('给主管部门')])
    expect(await unaddressed(db)).toMatchObject([{ unit: '上海市统计局' }])
    await addRecipient(db, '群', { unit: 'tjj', everyUnit: false, address: '', kinds: ['test'] }, by())
    await deliver(db, settings())
    expect(robot.accepted).toHaveLength(2)
  })

  test('kinds that a recipient does not want do not come', async () => {
    const robot = await startRobot('wecom', clock)
    await saveChannel(db, safe, '群', { kind: 'wecom', secret: robot.secret }, by())
    await addRecipient(db, '群', { unit: null, everyUnit: true, address: '', kinds: ['alert.outage'] }, by())
    await write('tjj', { severity: 'severe' })
    await write('tjj', { severity: 'severe', kind: 'alert.outage' })
    await deliver(db, settings())
    expect(robot.accepted).toHaveLength(1)
  })

  test('the same key is one message, however often it is written and taken', async () => {
    const robot = await addRobot('wecom', '群')
    await write('tjj', { severity: 'severe', dedupeKey: '同一件事' })
    await write('tjj', { severity: 'severe', dedupeKey: '同一件事' })
    await Promise.all(['甲', '乙', '丙'].map((worker) => deliver(db, settings(worker))))
    nowMs += 60 * minute
    await deliver(db, settings())
    expect(robot.accepted).toHaveLength(1)
  })
})

describe('wording', () => {
  test('a stored template words its kind, with values made harmless; a long text is cut and linked', async () => {
    const robot = await addRobot('wecom', '群')
    await saveTemplate(
      db,
      'notice.sent',
      { subject: '整改通知 {编号}', body: '{单位}请于{截止日}前整改。\n{正文}' },
      by(),
    )
    const text = `<@all> [点此](http://evil.example) ${'检查'.repeat(1000)}`
    const variables = { 编号: '2025-3-001', 截止日: '2025-08-19' }
    await write('tjj', { kind: 'notice.sent', severity: 'severe', text, variables })
    await deliver(db, settings())
    const {
      items: [dispatch],
    } = await listDispatches(db, {}, { limit: 1 })
    const arrived = robot.accepted[0]!.text
    expect(arrived).toMatch(/^\*\*整改通知 2025-3-001\*\*\n上海市统计局请于2025-08-19前整改。\n＜@all＞ \[点此］（http/)
    expect(arrived).toContain(`全文见https://mingcha.example/delivery/${dispatch!.id}`)
  })
})

describe('the record', () => {
  test('every change has its entry, the chain holds, and no secret is in the database in clear', async () => {
    await addRobot('feishu', '群')
    await severe(1)
    await deliver(db, settings())
    const actions = await db.selectFrom('auditEntry').select('action').distinct().execute()
    expect(actions.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'channel.added',
        'recipient.added',
        'dispatch.accepted',
        'channel.rested',
        'dispatch.refused',
      ]),
    )
    expect((await verifyAudit(db)).faults).toEqual([])
    const channel = JSON.stringify(await db.selectFrom('channel').selectAll().execute())
    expect(channel).not.toContain('SEC0123')
  })

  test('a channel that is entered wrongly is refused with the fields that are wrong', async () => {
    const refused = saveChannel(db, safe, '群', { kind: 'webhook', secret: { url: 'ftp://x', secret: '短' } }, by())
    await expect(refused).rejects.toMatchObject({
      details: [expect.stringContaining('secret.url'), expect.stringContaining('secret.secret')],
    })
    await expect(saveChannel(db, safe, '群', { kind: 'sms' }, by())).rejects.toThrow('没有“sms”这种渠道')
  })
})
