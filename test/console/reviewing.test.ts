/** Review in the console: by keyboard and timed, two at once, two persons for a veto, hostile text, sheets, rules. */
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { readXlsx, writeXlsx } from 'hucre/xlsx'
import type { Page } from 'playwright-core'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createArchive } from '../../src/gather/archive/wacz.ts'
import { setArchive, storeCampaign } from '../../src/http/stored-campaign-fixture.ts'
import { json } from '../../src/store/json.ts'
import { openConsole, picture, troubleOf, violations } from './open-console.ts'

const timeout = 90_000
const opened = await openConsole()
const { db, archiveFolder } = opened

/** Everything that comes from outside is an attack: names, titles, findings, pages. */
const hostile = '某区<img src=x onerror="document.title=1;window.hacked=true">政府'
const front = 'http://www.example.gov.cn/'
const broken = 'http://www.example.gov.cn/gone.html'
const vetoes = ['WEB-V1.1', 'WEB-V1.2', 'WEB-V1.3', 'WEB-V1.4', 'WEB-V2', 'WEB-V3'] as const
let site = 0

beforeAll(async () => {
  site = (await storeCampaign(db, hostile)).siteInspection
  const findings = [
    { where: '首页链接', message: `“${hostile}”打不开：HTTP 404`, url: broken },
    { where: '栏目“公告”', message: '<script>window.hacked=true</script>', url: 'javascript:window.hacked=true' },
  ]
  await db
    .updateTable('judgement')
    .set({ outcome: 'failed', because: '首页有 1 个链接打不开', findings: json<unknown>(findings) })
    .where('inspectionId', '=', site)
    .where('clauseId', 'in', [...vetoes])
    .execute()
  await storeProof()
}, timeout)

beforeEach(async () => {
  for (const table of ['proofPicture', 'reviewClaim', 'decision', 'exemption'] as const)
    await db.deleteFrom(table).execute()
})

async function storeProof() {
  await mkdir(path.join(archiveFolder, '2025Q3'), { recursive: true })
  const file = path.join(archiveFolder, '2025Q3/1.wacz')
  const archive = createArchive({ file, clock: Date.now, userAgent: 'Mingcha', title: '某区' })
  const answer = { hops: [], truncated: false, encodingProblem: null, elapsedMs: 1, wireBytes: 1 }
  const headers = [['Content-Type', 'text/html; charset=utf-8']] as [string, string][]
  const body = Buffer.from(`<h1>某区人民政府</h1><p>${hostile}</p><script>document.body.append('已执行')</script>`)
  await archive.store({ ...answer, headers, url: front, status: 200, body }, hostile, `欢迎。${hostile} 便民服务`)
  await archive.store({ ...answer, headers, url: broken, status: 404, body: Buffer.from('404') }, '没有')
  const places = [{ x: 40, y: 90, width: 200, height: 22, url: broken, text: '便民服务' }]
  await archive.storeScreenshot(front, await drawnPage(), '2025-08-20T04:00:00.000Z', {
    width: 800,
    height: 600,
    places,
  })
  await setArchive(db, site, { ...(await archive.finish())!, file: '2025Q3/1.wacz' })
  const links = { findings: [{ url: broken, foundOn: front, anchorText: hostile, places: [] }] }
  await db
    .insertInto('evidence')
    .values({
      inspectionId: site,
      kind: 'links',
      value: json<unknown>(links),
      missing: null,
      sha256: 'a1b2',
      capturedAt: new Date(),
    })
    .execute()
}

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC'

/** A picture as a browser would have taken it. */
async function drawnPage(): Promise<Buffer> {
  const page = await opened.browser.newPage({ viewport: { width: 800, height: 600 } })
  await page.setContent(
    '<h1>某区人民政府</h1><p style="position:absolute;left:40px;top:74px"><a href="#">便民服务</a></p>',
  )
  const jpeg = await page.screenshot({ type: 'jpeg' })
  await page.close()
  return jpeg
}

const decisions = () =>
  db.selectFrom('decision').select(['clauseId', 'kind', 'author', 'reason', 'note']).orderBy('id').execute()
const heading = (page: Page) => page.locator('.finding-view header strong').innerText()
const hacked = (page: Page) => page.evaluate('window.hacked === true')
const work = (item?: string) =>
  `/review/work?campaign=2025Q3&outcome=failed${item === undefined ? '' : `&inspection=${site}&item=${item}`}`

describe('the quick review', () => {
  it('goes by keyboard: a decision shows the next item within 200 ms', { timeout }, async () => {
    const { page } = await opened.person('reviewer')
    await page.goto(work())
    await page.waitForSelector('.finding-view')
    await page.waitForTimeout(1500)
    await picture(page, 'review-work')
    // measured in the page, from the key to the next heading on screen
    await page.evaluate(`window.timed = []; addEventListener('keydown', ({ key }) => {
      if (key !== 'y') return
      const start = performance.now()
      const before = document.querySelector('.finding-view header strong').textContent
      const look = () => {
        const now = document.querySelector('.finding-view header strong')?.textContent
        if (now && now !== before) timed.push(performance.now() - start)
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    }, true)`)
    const seen = new Set<string>()
    for (let n = 0; n < 4; n += 1) {
      const before = await heading(page)
      seen.add(before)
      await page.keyboard.press('y')
      await expect.poll(() => heading(page), { timeout: 10_000 }).not.toBe(before)
      // as long as anybody looks at an item
      await page.waitForTimeout(700)
    }
    const elapsed = await page.evaluate<number[]>('window.timed')
    console.log(`decision to next item: ${elapsed.map((ms) => ms.toFixed(0)).join(', ')} ms`)
    expect(elapsed).toHaveLength(4)
    // the best of four: a machine that others use as well
    expect(Math.min(...elapsed)).toBeLessThan(200)
    expect(seen.size).toBe(4)
    expect((await decisions()).map(({ kind }) => kind)).toEqual(['confirmed', 'confirmed', 'confirmed', 'confirmed'])
    expect(troubleOf(page)).toEqual([])
    await page.close()
    // whoever leaves holds nothing up
    await page.context().close()
  })

  it('dismisses with a digit, keeps the note, goes back, skips, and explains', { timeout }, async () => {
    const { page } = await opened.person('reviewer')
    await page.goto(work())
    await page.waitForSelector('.finding-view')
    const first = await heading(page)
    await page.keyboard.press('e')
    await page.keyboard.type('y 打进说明里，不是快捷键')
    await page.keyboard.press('Escape')
    expect(await decisions()).toEqual([])
    await page.keyboard.press('n')
    await page.waitForSelector('.reasons')
    await picture(page, 'review-dismiss')
    await page.keyboard.press('2')
    await expect.poll(() => heading(page)).not.toBe(first)
    expect(await decisions()).toMatchObject([
      { kind: 'dismissed', reason: '动态页面未渲染完整', note: 'y 打进说明里，不是快捷键' },
    ])
    const second = await heading(page)
    await page.keyboard.press('s')
    await expect.poll(() => heading(page)).not.toBe(second)
    await page.keyboard.press('u')
    await expect.poll(() => heading(page)).toBe(first)
    await page.keyboard.press('h')
    await page.getByText('实测准确率').waitFor()
    await picture(page, 'clause-explained')
    await page.context().close()
  })

  it('shows hostile text as text, and the archived page without anything of it at work', { timeout }, async () => {
    const { page } = await opened.person('reviewer')
    await page.goto(work('WEB-V3'))
    await page.waitForSelector('.finding-view')
    expect(await page.locator('.finding-view h2').first().innerText()).toBe(hostile)
    expect(await page.locator('.findings').innerText()).toContain('<script>window.hacked=true</script>')
    expect(await page.locator('.findings a').count()).toBe(1)
    expect(await page.locator('.findings mark').first().innerText()).toBe(hostile)
    await expect.poll(() => page.evaluate('document.querySelector(".picture img").naturalWidth')).toBe(800)
    expect(await page.locator('.picture rect').count()).toBe(1)
    await page.keyboard.press('Escape')
    await page.keyboard.press('r')
    const frame = page.frameLocator('.replay iframe')
    await frame.locator('h1').waitFor()
    expect(await frame.locator('body').innerText()).not.toContain('已执行')
    await page.waitForTimeout(500)
    await picture(page, 'review-replay')
    expect(await hacked(page)).toBe(false)
    expect(troubleOf(page)).toEqual([])
    await page.context().close()
  })
})

describe('two persons', () => {
  it('a veto waits for the municipal supervisor after the first confirmation', { timeout }, async () => {
    const reviewer = await opened.person('reviewer')
    await reviewer.page.goto(work('WEB-V3'))
    await reviewer.page.waitForSelector('.decision')
    await reviewer.page.keyboard.press('y')
    await expect.poll(async () => (await decisions()).length).toBe(1)
    await reviewer.page.goto('/review?campaign=2025Q3&clause=WEB-V3')
    await reviewer.page.getByRole('cell', { name: '待市级主管确认' }).waitFor()
    const supervisor = await opened.person('supervisor')
    await supervisor.page.goto(work('WEB-V3'))
    await supervisor.page.locator('.decisions').getByText(reviewer.name).waitFor()
    await supervisor.page.keyboard.press('y')
    await expect
      .poll(async () => (await decisions()).map(({ author }) => author))
      .toEqual([reviewer.name, supervisor.name])
    await reviewer.page.reload()
    await reviewer.page.getByText('没有符合条件的记录').waitFor()
    await reviewer.page.context().close()
    await supervisor.page.context().close()
  })

  it(
    'who looks at the same item at once: the second learns who decided, and nothing is overwritten',
    { timeout },
    async () => {
      const [one, other] = [await opened.person('reviewer'), await opened.person('reviewer')]
      await one.page.goto(work('WEB-V3'))
      await one.page.waitForSelector('.decision')
      // it is claimed: the second may look, and is told
      await other.page.goto(work('WEB-V3'))
      await other.page.getByText(`正由${one.name}处理`).first().waitFor()
      await other.page.waitForSelector('.decision')
      await one.page.keyboard.press('y')
      await expect.poll(async () => (await decisions()).length).toBe(1)
      await other.page.keyboard.press('n')
      await other.page.keyboard.press('1')
      await other.page.getByText(`已由${one.name}作出结论“确认”`).first().waitFor()
      await picture(other.page, 'review-conflict')
      expect(await decisions()).toHaveLength(1)
      await one.page.context().close()
      await other.page.context().close()
    },
  )
})

describe('lists', () => {
  it('of the queue are filtered, opened and decided together', { timeout }, async () => {
    const { page } = await opened.person('reviewer')
    await page.goto('/review?campaign=2025Q3&outcome=failed')
    await page
      .getByRole('status')
      .filter({ hasText: `共 ${vetoes.length + 1} 条` })
      .waitFor()
    await page.waitForTimeout(300)
    await picture(page, 'review-queue')
    expect(await violations(page)).toEqual([])
    for (const index of [1, 2]) await page.locator('tbody input[type=checkbox]').nth(index).check()
    await page.getByRole('button', { name: '批量作出结论' }).click()
    await page.getByRole('radio', { name: '误报' }).check()
    await page.getByLabel('原因').click()
    await page.getByTitle('临时故障').click()
    await picture(page, 'review-batch')
    await page.getByRole('button', { name: '提交' }).click()
    await page.getByText('已记录 2 条结论').waitFor()
    expect((await decisions()).map(({ kind, reason }) => [kind, reason])).toEqual([
      ['dismissed', '临时故障'],
      ['dismissed', '临时故障'],
    ])
    expect(await hacked(page)).toBe(false)
    expect(troubleOf(page)).toEqual([])
    await page.context().close()
  })

  it(
    'of the queue say what share is reviewed by two who do not see each other, which the office sets',
    {
      timeout,
    },
    async () => {
      const { page } = await opened.person('supervisor')
      await page.goto('/review?campaign=2025Q3')
      await page.getByRole('button', { name: '双盲复核' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('新的比例').fill('25')
      await dialog.getByRole('button', { name: '设定' }).click()
      await dialog.getByRole('cell', { name: '25%' }).waitFor()
      await picture(page, 'blind-share')
      expect(await violations(page)).toEqual([])
      await page.context().close()
      const { page: reviewers } = await opened.person('reviewer')
      await reviewers.goto('/review?campaign=2025Q3')
      await reviewers.getByRole('button', { name: '双盲复核' }).click()
      await reviewers.getByRole('cell', { name: '25%' }).waitFor()
      expect(await reviewers.getByLabel('新的比例').count()).toBe(0)
      await reviewers.context().close()
      await db.updateTable('campaign').set({ blindPercent: 0 }).execute()
    },
  )

  it('of exemptions take an entry with its reason, and end it', { timeout }, async () => {
    const { page } = await opened.person('reviewer')
    await page.goto('/exemptions')
    await page.getByText('没有白名单').waitFor()
    await page.getByRole('button', { name: '列入白名单' }).click()
    await page.getByLabel('条款').fill('WEB-V3')
    await page.getByLabel('对象标识').fill('3100000001')
    await page.getByLabel('截止日期（含）').fill('2030-01-01')
    await page.getByLabel('截止日期（含）').press('Enter')
    await page.getByLabel('理由').fill('历史站点')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: '提交' }).click()
    await page.getByRole('cell', { name: '历史站点' }).waitFor()
    await picture(page, 'exemptions')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: '终止' }).click()
    await page.getByLabel('理由').fill('误加')
    await page.getByRole('dialog').getByRole('button', { name: '终止' }).click()
    await page.getByText('没有白名单').waitFor()
    await page.context().close()
  })
})

describe('a check sheet', () => {
  it('is filled with a pasted and a dropped picture', { timeout }, async () => {
    const { page } = await opened.person('inspector', undefined, [], ['2025Q3'])
    const answer = await page.request.get('/api/campaigns/2025Q3/check-sheet?size=100')
    const { items } = (await answer.json()) as {
      items: { inspectionId: number; clause: string; mayFill: boolean; fields: { name: string; kind: string }[] }[]
    }
    const item = items.find(({ mayFill, fields }) => mayFill && fields.some(({ kind }) => kind === 'screenshot'))!
    await page.goto(`/check-sheets?campaign=2025Q3&clause=${item.clause}&open=${item.inspectionId}~${item.clause}`)
    await page.getByRole('radio', { name: '不通过' }).check()
    await page.getByLabel('原因').fill('现场看过')
    const field = item.fields.find(({ kind }) => kind === 'screenshot')!
    for (const { name, kind } of item.fields) {
      if (kind === 'screenshot') continue
      const input = page.getByLabel(name, { exact: true })
      if (kind === 'yesNo') await page.getByRole('radio', { name: '是' }).check()
      else
        await input.fill(
          kind === 'number'
            ? '1'
            : kind === 'url'
              ? 'http://www.example.gov.cn/'
              : kind === 'day'
                ? '2025-08-14'
                : '看过',
        )
      if (kind === 'day') await input.press('Enter')
    }
    const bytes = `Uint8Array.from(atob('${png}'), (sign) => sign.charCodeAt(0))`
    // a screenshot in the clipboard, and the keys that everybody presses
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.evaluate(`navigator.clipboard.write([
      new ClipboardItem({ 'image/png': new Blob([${bytes}], { type: 'image/png' }) })])`)
    await page.getByRole('group', { name: field.name }).focus()
    await page.keyboard.press('Control+V')
    await page.getByRole('img', { name: 'image.png' }).waitFor()
    await page.evaluate(`{
      const data = new DataTransfer()
      data.items.add(new File([${bytes}], 'drop.png', { type: 'image/png' }))
      document.querySelector('.paste').dispatchEvent(
        new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
    }`)
    await page.getByRole('img', { name: 'drop.png' }).waitFor()
    await picture(page, 'check-sheet')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: '提交' }).click()
    await page.getByText('已提交').waitFor()
    const [made] = await decisions()
    expect(made).toMatchObject({ clauseId: item.clause, kind: 'failed', reason: '现场看过' })
    expect(made!.note).toContain(`${field.name}：image.png（SHA-256`)
    const kept = await db.selectFrom('proofPicture').select(['name', 'decisionId']).orderBy('id').execute()
    expect(kept.map(({ name, decisionId }) => [name, decisionId !== null])).toEqual([
      ['image.png', true],
      ['drop.png', true],
    ])
    expect(troubleOf(page)).toEqual([])
    await page.context().close()
  })

  it('is taken along as a file, and brought back filled', { timeout }, async () => {
    const { page } = await opened.person('inspector', undefined, [], ['2025Q3'])
    await page.goto('/check-sheets?campaign=2025Q3&clause=WEB-V5.1')
    const downloading = page.waitForEvent('download')
    await page.getByRole('link', { name: '导出' }).click()
    const { sheets } = await readXlsx(await readFile(await (await downloading).path()))
    const [headings, row] = sheets[0]!.rows.map((cells) => cells.map((cell) => String(cell ?? '')))
    const bring = async (filled: Readonly<Record<string, string>>) => {
      const line = row!.map((cell, n) => filled[headings![n]!] ?? cell)
      const buffer = Buffer.from(await writeXlsx({ sheets: [{ name: '人工检查表', rows: [headings!, line] }] }))
      await page.getByLabel('导入填好的检查表').setInputFiles({ name: '填好.xlsx', mimeType: '', buffer })
    }
    await bring({ 结论: '不通过', 原因: '属实' })
    const dialog = page.getByRole('dialog', { name: '导入检查表' })
    await dialog.getByText(/缺少证明/).waitFor()
    await dialog.getByRole('button', { name: '取消' }).click()
    await bring({ 结论: '通过', 说明: '已试提交' })
    await dialog.getByText('新的结论 1 条（全表：通过 1）').waitFor()
    await picture(page, 'check-sheet-import')
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: '记录这 1 条结论' }).click()
    await page.getByText('已记录 1 条结论').waitFor()
    expect(await decisions()).toMatchObject([{ clauseId: 'WEB-V5.1', kind: 'passed' }])
    expect(troubleOf(page)).toEqual([])
    await page.context().close()
  })
})

describe('rules', () => {
  it('are listed and explained, and a changed number is tried out', { timeout }, async () => {
    const { page } = await opened.person('supervisor')
    await page.goto('/rules?rules=shanghai-2025')
    await page.getByRole('link', { name: /更新/ }).first().waitFor()
    await picture(page, 'rules')
    expect(await violations(page)).toEqual([])
    await page.goto('/rules?rules=shanghai-2025&open=NM-V2.1')
    await page.getByText('怎样判定', { exact: true }).first().waitFor()
    await page.getByText(/例子（随程序测试/).waitFor()
    await page.waitForTimeout(400)
    await picture(page, 'rules-clause')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: '更正这一条' }).click()
    await page.getByLabel('更新时限（天）').fill('21')
    await page.getByRole('button', { name: '存为第 2 版' }).click()
    await page.getByText('请填写出处').waitFor()
    await page.getByLabel('出处（哪份文件、哪一页）').fill('试用的口径')
    await picture(page, 'rules-correction')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: '存为第 2 版' }).click()
    await page.getByText('已存为第 2 版').waitFor()
    await page.goto('/rules?rules=shanghai-2025')
    const changed = page.getByRole('listitem').filter({ hasText: '第 2 版' })
    await changed.getByText('更新时限（天）改为 21').waitFor()
    await changed.getByText('试用的口径').waitFor()
    await page.goto('/rules/dry-run?campaign=2025Q3')
    await page.getByRole('combobox', { name: '条款' }).fill('NM-V2.1')
    await page.keyboard.press('Enter')
    await page.getByLabel('更新时限（天）').fill('15')
    await page.getByRole('button', { name: '试算' }).click()
    await page.getByText(/NM-V2.1 未通过 → 通过 1 条/).waitFor()
    await picture(page, 'rules-dry-run')
    expect(await violations(page)).toEqual([])
    expect(await hacked(page)).toBe(false)
    expect(troubleOf(page)).toEqual([])
    await page.context().close()
  })
})

it('the quick review passes axe, on a wide and on a narrow window', { timeout }, async () => {
  const { page } = await opened.person('reviewer')
  await page.goto(work('WEB-V3'))
  await page.waitForSelector('.decision')
  await page.keyboard.press('n')
  expect(await violations(page)).toEqual([])
  await page.setViewportSize({ width: 390, height: 800 })
  await page.waitForTimeout(300)
  await picture(page, 'review-phone')
  expect(await violations(page)).toEqual([])
  const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  expect(overflow).toBeLessThanOrEqual(0)
  await page.context().close()
})
