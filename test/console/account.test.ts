/** One's own account in a real browser: second factor from QR to sign-in, own sessions; and the description of the API. */
import { beforeAll, describe, expect, it } from 'vitest'
import { usualPolicy } from '../../src/identity/policy.ts'
import { stepOf, totpCode } from '../../src/identity/totp.ts'
import { createUser } from '../../src/identity/users.ts'
import { openConsole, picture, troubleOf, violations } from './open-console.ts'

const site = await openConsole()
const password = 'Gongzhang-2025'

beforeAll(async () => {
  const user = { userName: 'lisi', name: '李四', role: 'supervisor', units: [], campaigns: [] } as const
  const by = { actor: '测试', at: new Date().toISOString() }
  await createUser(site.db, { ...user, password, mustChangePassword: false }, by, usualPolicy)
})

async function signIn() {
  const page = await site.stranger()
  await page.goto('/account')
  await page.getByLabel('用户名').fill('lisi')
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录' }).click()
  return page
}

describe('one\u2019s own account', () => {
  it('gets a second factor, which the next sign-in asks for, and ends other sessions', async () => {
    const [page, elsewhere] = [await signIn(), await signIn()]
    await elsewhere.getByRole('heading', { level: 1, name: '我的账户' }).waitFor()
    await page.reload()
    await page.getByText('当前').waitFor()
    await expect.poll(() => page.getByRole('button', { name: '结束' }).count(), { timeout: 10_000 }).toBe(1)
    await picture(page, 'account')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: '结束' }).click()
    await page.getByRole('tooltip').getByRole('button', { name: '结束' }).click()
    await page.getByText('该处的登录已结束').waitFor()
    await elsewhere.reload()
    await elsewhere.getByLabel('用户名').waitFor()

    await page.getByRole('button', { name: '启用' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('先输入现在的密码').fill(password)
    await dialog.getByRole('button', { name: '下一步' }).click()
    await dialog.getByRole('img', { name: '动态验证码的二维码' }).waitFor()
    await picture(page, 'account-qr')
    expect(await violations(page)).toEqual([])
    const secret = (await dialog.locator('.ant-typography.mono').innerText()).trim()
    await dialog.getByLabel('验证器上的六位数字').fill(totpCode(secret, stepOf(Date.now())))
    await dialog.getByRole('button', { name: '启用' }).click()
    await dialog.getByText('动态验证码已启用').waitFor()
    const codes = await dialog.locator('.recovery-codes li').allInnerTexts()
    expect(new Set(codes).size).toBe(10)
    await picture(page, 'account-recovery')
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: '已妥善保存' }).click()
    await page.getByText('已启用').waitFor()
    expect(troubleOf(page)).toEqual([])

    const again = await signIn()
    await again.getByRole('heading', { name: '动态验证码' }).waitFor()
    await again.getByLabel('验证码').fill('000000')
    await again.getByRole('button', { name: '继续' }).click()
    await again.locator('.ant-modal-confirm').getByRole('button').click()
    expect(await violations(again)).toEqual([])
    await again.getByLabel('验证码').fill(codes[0]!)
    await again.getByRole('button', { name: '继续' }).click()
    await again.getByRole('heading', { level: 1, name: '我的账户' }).waitFor()
  }, 60_000)
})

describe('a key for a program', () => {
  it('is made with some capabilities, shown once, works, and is revoked', async () => {
    const { page } = await site.person()
    await page.goto('/system/keys')
    await page.getByRole('button', { name: '新建密钥' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('名称（用在哪里）').fill('数据共享平台')
    await form.getByRole('combobox', { name: '权限' }).fill('campaigns:read')
    await page.getByTitle('查看检查及其进展（campaigns:read）').click()
    await form.getByText('新建密钥').click()
    await form.getByRole('button', { name: '建立' }).click()
    const key = (await page.locator('.secret').innerText()).trim()
    await page.getByRole('button', { name: '已妥善保存' }).click()
    const ask = async (path: string) =>
      (await fetch(site.url + path, { headers: { authorization: `Bearer ${key}` } })).status
    expect([await ask('/api/campaigns'), await ask('/api/warnings'), await ask('/api/me')]).toEqual([200, 403, 401])
    await page.getByRole('cell', { name: '查看检查及其进展' }).waitFor()
    await picture(page, 'system-keys')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: '吊销' }).click()
    await page.getByRole('tooltip').getByRole('button', { name: '吊销' }).click()
    await page.getByText('已吊销', { exact: true }).waitFor()
    expect(await ask('/api/campaigns')).toBe(401)
  }, 60_000)
})

describe('the description of the API', () => {
  it('shows each route with its capability, parameters and examples', async () => {
    const { page } = await site.person()
    await page.goto('/api-docs')
    await page.getByLabel('查找').fill('/api/crawling/stop')
    await page.getByText('共 1 条').waitFor()
    await page.getByRole('button', { name: /crawling\/stop/ }).click()
    await page.getByText('停止和恢复全部采集（crawling:stop）').last().waitFor()
    const call = await page.locator('.api-code').filter({ hasText: 'curl' }).innerText()
    expect(call).toContain(`curl -X POST '${site.url}/api/crawling/stop'`)
    expect(call).toContain('"reason":"对方单位来电要求暂停"')
    await picture(page, 'api-docs')
    expect(await violations(page)).toEqual([])
    await page.getByLabel('查找').fill('')
    await page.getByLabel('只看我能用的').click()
    await page.getByLabel('查找').fill('users:create')
    await page.getByText('没有符合条件的接口').waitFor()
    expect(troubleOf(page)).toEqual([])
  })

  it('every route of the document has words and a call', async () => {
    const { page } = await site.person()
    await page.goto('/api-docs')
    await page.locator('.ant-collapse-item').first().waitFor()
    const document = await (await page.request.get('/api/openapi.json')).json()
    const routes = Object.values(document.paths as Record<string, object>).flatMap((item) => Object.keys(item))
    expect(await page.locator('.ant-collapse-item').count()).toBe(routes.length)
    const silent = await page
      .locator('.api-heading')
      .evaluateAll((headings) =>
        headings
          .map((heading) => (heading as { innerText: string }).innerText)
          .filter((text) => !/[\u4e00-\u9fff]/.test(text)),
      )
    expect(silent).toEqual([])
  })
})
