import { describe, expect, test } from 'vitest'
import { day } from '../../kernel/day.ts'
import type { ColumnSnapshot } from '../../registry/snapshot.ts'
import type { Play } from '../test-server.ts'
import { article, column, gather, list, row, type Pages } from '../test-site.ts'
import { columnClassOf } from '../crawl/column-class.ts'

describe('columns', () => {
  const state = async (html: string | Play, kind: ColumnSnapshot['class'] = 'news', pages: Pages = {}) => {
    const site = await gather(
      { '/': '<a href="/c/">栏目</a>', '/c/': html, ...pages },
      { columns: [column('栏目', '/c/', kind)] },
    )
    return site.columns()[0]!
  }

  test('blank: it answers, can be read, and holds nothing', async () => {
    expect(await state('<ul></ul><p>暂无信息</p>')).toMatchObject({
      state: 'blank',
      newest: null,
      itemCount: 0,
      reason: null,
    })
    expect(await state('<ul></ul>')).toMatchObject({ state: 'blank' })
  })

  test('the text of a page about the unit is its content', async () => {
    const text =
      '<p>本区位于市域东部，辖十个街道，常住人口八十万，区政府驻地在人民路一号，以先进制造业和现代服务业为主导产业。</p>'
    expect(await state(text, 'overview')).toMatchObject({ state: 'read', itemCount: 0 })
    expect(await state(text, 'news')).toMatchObject({ state: 'blank' })
    expect(await state('<p>内容建设中</p>', 'overview')).toMatchObject({ state: 'blank' })
  })

  test.each<[string, string | Play]>([
    ['应答 404', (_request, response) => response.writeHead(404).end()],
    ['应答 500', (_request, response) => response.writeHead(500).end()],
    ['脚本质询', (_request, response) => response.writeHead(412).end()],
    ['超时', () => undefined],
    ['内容却是“页面不存在”', '<title>404</title><p>您访问的页面不存在</p>'],
    ['列表由脚本生成', '<ul id="list"></ul><script>$.ajax({ url: "/list" })</script>'],
  ])('unreadable, neither stale nor blank: %s', async (reason, page) =>
    expect(await state(page)).toMatchObject({
      state: 'unreadable',
      newest: null,
      reason: expect.stringContaining(reason),
    }),
  )

  test('pinned entries are not the newest', async () => {
    const rows = ['2024-06-24', '2025-08-12', '2025-08-11'].map((date, index) =>
      row(`/${index}`, `第${index}条消息`, date),
    )
    expect(await state(list(...rows))).toMatchObject({ newest: '2025-08-12' })
  })

  test('pinned entries that fill the page: the next page is read', async () => {
    const first = list(
      row('/1', '关于置顶事项一', '2023-01-01'),
      row('/2', '关于置顶事项二', '2024-01-01'),
      row('/3', '关于置顶事项三', '2023-06-01'),
    )
    const page = await state(`${first}<a href="/c/2.html">下一页</a>`, 'news', {
      '/c/2.html': list(row('/4', '关于防汛的通知', '2025-08-12')),
    })
    expect(page).toMatchObject({ newest: '2025-08-12', itemCount: 4 })
  })

  test('a list in ascending order has its newest entry on the last page', async () => {
    const first = list(row('/1', '关于事项一', '2023-01-01'), row('/2', '关于事项二', '2024-01-01'))
    const page = await state(`${first}<a href="/c/9.html">尾页</a>`, 'news', {
      '/c/9.html': list(row('/4', '关于防汛的通知', '2025-08-12')),
    })
    expect(page).toMatchObject({ newest: '2025-08-12' })
  })

  test('a list without dates: its first articles are opened', async () => {
    const page = await state(list('<li><a href="/a/10001.html">关于防汛的通知</a></li>'), 'notice', {
      '/a/10001.html': article('2025-08-01'),
    })
    expect(page).toMatchObject({ newest: '2025-08-01', items: [{ dateSource: 'visible' }] })
  })

  test('a list is followed back to the monitoring point', async () => {
    const pages: Pages = {
      '/': '<a href="/c/">栏目</a>',
      '/c/': `${list(row('/1', '关于事项一', '2025-08-19'))}<a href="/c/2.html">下一页</a>`,
      '/c/2.html': `${list(row('/2', '关于事项二', '2025-08-16'))}<a href="/c/3.html">下一页</a>`,
      '/c/3.html': `${list(row('/3', '关于事项三', '2025-08-10'))}<a href="/c/4.html">下一页</a>`,
    }
    const columns = [column('栏目', '/c/')]
    const dates = (site: Awaited<ReturnType<typeof gather>>) => site.columns()[0]!.items.map((item) => item.date)
    expect(dates(await gather(pages, { columns, monitorPoint: day('2025-08-14') }))).toEqual([
      '2025-08-19',
      '2025-08-16',
      '2025-08-10',
    ])
    expect(dates(await gather(pages, { columns }))).toEqual(['2025-08-19'])
  })

  test('a side bar with the latest news does not fill a blank column', async () => {
    const bar = row('/a/1.html', '区政府召开常务会议', '2025-08-19')
    const names = ['/c1/', '/c2/', '/c3/', '/c4/']
    const pages = Object.fromEntries(
      names.map((url, index) => [
        url,
        list(bar, index === 3 ? '' : row(`${url}1.html`, `栏目${index}的消息`, '2025-08-01')),
      ]),
    )
    const site = await gather({ '/': list(bar), ...pages }, { columns: names.map((url) => column(url, url)) })
    expect(site.columns().map((entry) => [entry.state, entry.newest])).toEqual([
      ['read', '2025-08-01'],
      ['read', '2025-08-01'],
      ['read', '2025-08-01'],
      ['blank', null],
    ])
  })

  test('a column home shows what is in its sub-columns', async () => {
    const page = await state('<div><a href="/c/x/">财政信息</a><a href="/c/y/">人事信息</a></div>', 'policy', {
      '/c/x/': list(row('/1', '关于预算的公告', '2025-03-01')),
      '/c/y/': list(row('/2', '关于任免的通知', '2025-05-01')),
    })
    expect(page).toMatchObject({ state: 'read', newest: '2025-05-01' })
  })
})

describe('the class that a name tells', () => {
  test.each([
    ['工作动态', 'news'],
    ['今日要闻', 'news'],
    ['领导活动', 'news'],
    ['通知公告', 'notice'],
    ['招标公示', 'notice'],
    ['政策文件', 'policy'],
    ['规范性文件', 'policy'],
    ['政策解读', 'interpretation'],
    ['图解', 'interpretation'],
    ['机构概况', 'overview'],
    ['机构职能', 'functions'],
    ['领导信息', 'leaders'],
    ['办事服务', 'services'],
    ['区长信箱', 'interaction'],
    ['在线咨询', 'interaction'],
    ['首页', 'other'],
  ])('%s: %s', (name, expected) => expect(columnClassOf(name)).toBe(expected))
})
