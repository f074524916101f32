import { beforeAll, describe, expect, test } from 'vitest'
import { testStore } from '../../test/database.ts'
import { sheetRows } from '../../test/sheet-rows.ts'
import { upsertRows } from '../store/upsert-rows.ts'
import { accountHistory } from './account-history.ts'
import { allAccounts, findAccount } from './account-list.ts'
import { changeAccounts, previewChange, readAssignments } from './change-accounts.ts'
import { accountFormat, importAccounts } from './import-accounts.ts'

const { db } = await testStore()
const by = { author: '李四', at: '2025-08-15T01:00:00.000Z' }

beforeAll(async () => {
  await upsertRows(
    db,
    'unit',
    ['code'],
    [
      { code: 'sh', name: '市政府', shortName: '市政府', kind: 'municipal', printOrder: 1, parentId: null },
      { code: 'hp', name: '黄浦区', shortName: '黄浦区', kind: 'district', printOrder: 2, parentId: 1 },
      { code: 'jd', name: '街道', shortName: '街道', kind: 'subordinate', printOrder: 3, parentId: 2 },
    ],
  )
  const rows = await sheetRows(
    accountFormat,
    `账号类型,账号标识,账号名称,主办单位,账号状态
    微信,gh_1,甲,hp,正常
    微信,gh_2,乙,jd,正常
    微博,w1,丙,jd,已注销
    微博,w2,丁,sh,正常`,
  )
  await importAccounts(db, rows, { ...by, author: '张三' })
})

describe('a bulk change', () => {
  test('is seen, made as seen, audited, and in the history of each account', async () => {
    const [filter, set] = [{ under: 'hp' }, readAssignments(['主管单位代码=市政府', '账号用途=服务类'])]
    const preview = await previewChange(db, filter, set)
    expect(preview).toMatchObject({ added: 0, changed: 3, errorCount: 0 })
    expect((await findAccount(db, '微信/gh_1')).supervisor).toBeNull()
    expect(await changeAccounts(db, filter, set, by, preview.previewId)).toEqual(preview)
    expect((await allAccounts(db, { supervisor: 'sh' })).map(({ key }) => key)).toEqual([
      '微信/gh_1',
      '微信/gh_2',
      '微博/w1',
    ])
    const { id } = await findAccount(db, '微信/gh_2')
    expect((await accountHistory(db, id))[0]).toEqual({
      at: by.at,
      author: '李四',
      fields: [
        { field: '主管单位代码', before: '', after: 'sh' },
        { field: '账号用途', before: '发布类', after: '服务类' },
      ],
    })
    const audit = await db.selectFrom('auditEntry').selectAll().orderBy('id', 'desc').executeTakeFirstOrThrow()
    expect(audit).toMatchObject({ actor: '李四', action: 'accounts.changed', detail: { changed: 3, filter } })
  })

  test('is refused when the register changed since the preview', async () => {
    const set = readAssignments(['承办单位=某公司'])
    const { previewId } = await previewChange(db, { platforms: ['weixin'] }, set)
    await importAccounts(db, await sheetRows(accountFormat, '账号类型,账号标识,账号名称,主办单位\n微信,gh_3,戊,sh'), by)
    const late = changeAccounts(db, { platforms: ['weixin'] }, set, by, previewId)
    await expect(late).rejects.toMatchObject({ code: 'conflict.previewOutdated' })
  })

  test('takes only steps that the life of an account allows', async () => {
    const preview = await previewChange(db, {}, readAssignments(['账号状态=停更公告']))
    expect(preview).toMatchObject({ errorCount: 1 })
    expect(preview.errors[0]).toContain('微博/w1 “已注销”之后不能是“停更公告”')
  })

  test.each(['账号名称=甲', '不存在=1', '账号状态'])('cannot set %s', (text) => {
    expect(() => readAssignments([text])).toThrow('不能批量设置')
  })
})

test('filters: what is searched for is text, not a pattern', async () => {
  const found = async (search: string) => (await allAccounts(db, { search })).map(({ name }) => name)
  expect(await found('乙')).toEqual(['乙'])
  expect(await found('%')).toEqual([])
  expect(await found('_')).toEqual(['甲', '乙', '戊'])
  expect(await found("'; drop table account; --")).toEqual([])
})
