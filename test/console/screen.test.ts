/** The big screen on a wall: by a token alone, refreshed by itself, honest when its data are old. */
import { beforeAll, describe, expect, it } from 'vitest'
import { storeCampaign } from '../../src/http/stored-campaign-fixture.ts'
import { openConsole, picture, troubleOf, violations } from './open-console.ts'

const site = await openConsole()
const { db } = site
const full = { width: 1920, height: 1080 }

const districts = '黄浦 徐汇 长宁 静安 普陀 虹口 杨浦 闵行 宝山 嘉定 浦东 金山 松江 青浦 奉贤 崇明'.split(' ')
const departments =
  '发展改革 经济信息化 商务 教育 科技 公安 民政 司法 财政 人社 规划资源 生态环境 住建 交通 农业农村 水务 文化旅游 卫生健康 审计 外办 国资 市场监管 体育 医保 应急 绿化市容 机关事务 知识产权'.split(
    ' ',
  )

beforeAll(async () => {
  await storeCampaign(db, '上海市统计局')
  await db
    .insertInto('unit')
    .values([
      ...districts.map((name, index) => ({
        code: `D${index}`,
        name: `${name}区`,
        shortName: `${name}区`,
        kind: 'district',
        parentId: null,
        printOrder: index,
      })),
      ...departments.map((name, index) => ({
        code: `M${index}`,
        name: `上海市${name}局`,
        shortName: `市${name}局`,
        kind: 'department',
        parentId: null,
        printOrder: 100 + index,
      })),
    ])
    .execute()
  const units = await db.selectFrom('unit').select(['id', 'code']).execute()
  const idOf = (code: string) => units.find((unit) => unit.code === code)!.id
  const { id: siteId } = await db.selectFrom('site').select('id').executeTakeFirstOrThrow()
  const { id: accountId } = await db.selectFrom('account').select('id').executeTakeFirstOrThrow()
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
  await db
    .insertInto('message')
    .values(
      [1, 2, 5, 9, 12, 20].map((late, index) => ({
        number: `N-${index}`,
        siteId,
        category: index % 2 === 0 ? 'notUpdated' : 'typo',
        content: '我是张三，电话13800000000',
        receivedAt: new Date(Date.now() - 30 * 86_400_000).toISOString(),
        answer: '',
        unitId: idOf(`D${index}`),
        dueOn: day(-late),
      })) as never,
    )
    .execute()
  await db
    .insertInto('warning')
    .values(
      [-3, 0, 1, 2, 3, 6, 7].map((left, index) => ({
        target: 'account',
        targetId: accountId,
        organiserId: idOf(`M${index}`),
        clauseId: 'NM-V2.1',
        place: `p${index}`,
        placeName: index === 0 ? '' : '通知公告',
        level: 7,
        failsOn: day(left),
        because: '',
        state: 'open',
        ruleSet: 'national-2019',
        ruleSetVersion: 1,
        raisedAt: new Date().toISOString(),
        levelAt: new Date().toISOString(),
      })) as never,
    )
    .execute()
  await db
    .insertInto('alert')
    .values({
      kind: 'outage',
      siteId,
      severity: 'severe',
      message: '',
      evidence: '{}',
      openedAt: new Date().toISOString(),
    } as never)
    .execute()
}, 120_000)

describe('the big screen', () => {
  it('is opened on a wall by a token that the administrator made, and nothing else is', async () => {
    const admin = await site.person('systemAdministrator')
    await admin.page.goto('/system/kiosk')
    await admin.page.getByRole('button', { name: '新建令牌' }).click()
    await admin.page.getByLabel('名称（屏幕所在的地方）').fill('三楼大厅')
    await admin.page.getByRole('button', { name: '建立' }).click()
    const address = (await admin.page.locator('.secret').innerText()).trim()
    expect(address).toMatch(/\/screen#kiosk_[\w-]{43}$/)
    await admin.page.getByRole('button', { name: '已妥善保存' }).click()

    const wall = await site.stranger(full)
    await wall.goto(address)
    await wall.getByRole('heading', { name: '政府网站与政务新媒体检查' }).waitFor()
    await wall.getByText('黄浦区', { exact: true }).first().waitFor()
    await wall.getByRole('img', { name: /各季度合格率/ }).waitFor()
    await picture(wall, 'screen-1920')
    expect(await violations(wall)).toEqual([])
    expect(troubleOf(wall)).toEqual([])
    const text = await wall.locator('main').innerText()
    for (const word of ['张三', '13800000000', 'N-1']) expect(text).not.toContain(word)
    expect(await wall.context().cookies()).toEqual([])

    await wall.setViewportSize({ width: 1366, height: 768 })
    await expect.poll(() => fits(wall)).toBe(true)
    await picture(wall, 'screen-1366')
    await wall.setViewportSize({ width: 1024, height: 1366 })
    await expect.poll(() => fits(wall)).toBe(true)

    await wall.goto('/system/kiosk')
    await wall.getByLabel('用户名').waitFor()
    await wall.goto(address)
    await wall.getByText(/数据时间/).waitFor()

    await db
      .updateTable('kioskToken')
      .set({ expiresAt: new Date(Date.now() + 5 * 86_400_000 - 60_000).toISOString() })
      .execute()
    await wall.reload()
    await wall.getByText('大屏令牌还有 5 天到期，请管理员延期').waitFor()
    await admin.page.reload()
    await admin.page.getByText('即将到期').waitFor()
    await admin.page.getByRole('button', { name: '延期' }).click()
    await admin.page.getByRole('tooltip').getByRole('button', { name: '延期' }).click()
    await admin.page.getByText('有效', { exact: true }).waitFor()
    await wall.reload()
    await wall.getByText(/数据时间/).waitFor()
    expect(await wall.getByText(/大屏令牌还有/).count()).toBe(0)

    await admin.page.getByRole('button', { name: '吊销' }).click()
    await admin.page.getByLabel('原因（写入审计日志）').fill('大厅改造')
    await admin.page.getByRole('dialog').getByRole('button', { name: '吊销' }).click()
    await admin.page.getByText(/^已吊销 \d/).waitFor()
    await picture(admin.page, 'system-kiosk')
    expect(await violations(admin.page)).toEqual([])
    await wall.reload()
    await wall.getByText('大屏令牌无效、已到期或已吊销').waitFor()
    await picture(wall, 'screen-revoked')
    expect(await violations(wall)).toEqual([])
  }, 60_000)

  it('asks again every minute, and says so when its data grow old', async () => {
    const { page } = await site.person('supervisor', full)
    await page.clock.install()
    let [asked, broken] = [0, false]
    await page.route('**/api/screen', async (route) => {
      asked += 1
      await (broken ? route.abort() : route.continue())
    })
    await page.goto('/screen')
    await page.getByText(/^数据时间/).waitFor()
    await page.clock.runFor(60_000)
    await expect.poll(() => asked, { timeout: 15_000 }).toBe(2)
    broken = true
    await page.clock.runFor(60_000)
    await page.getByText(/上次刷新未成功/).waitFor()
    await page.clock.runFor(120_000)
    await page.getByText(/数据已 \d 分钟没有更新/).waitFor()
    await picture(page, 'screen-stale')
    expect(await violations(page)).toEqual([])
    expect(await page.getByText('黄浦区', { exact: true }).count()).toBeGreaterThan(0)
    broken = false
    // a minute after the last failure, which came at an hour of its own
    const asNew = async () => {
      await page.clock.runFor(20_000)
      return await page.getByText(/^数据时间 [^，]+$/).count()
    }
    await expect.poll(asNew, { interval: 300, timeout: 15_000 }).toBe(1)
  }, 60_000)

  it('of somebody who sees some units only is refused', async () => {
    const { page } = await site.person('operator', full, ['D1'])
    await page.goto('/screen')
    await page.getByText('大屏显示全部单位的数据').waitFor()
  })
})

/** Whether nothing of the canvas lies outside the window. */
async function fits(page: Awaited<ReturnType<typeof site.stranger>>): Promise<boolean> {
  const box = (await page.locator('.wall-canvas').boundingBox())!
  const window = page.viewportSize()!
  return box.x > -1 && box.y > -1 && box.x + box.width < window.width + 1 && box.y + box.height < window.height + 1
}
