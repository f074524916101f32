import { expect, test } from 'vitest'
import type { Play } from '../test-server.ts'
import { column, gather, type Pages } from '../test-site.ts'

const messages = async (pages: Pages, start = '<a href="/hd/">互动交流</a>') => {
  const columns = start === '' ? [column('新闻', '/xw/')] : [column('互动交流', '/hd/', 'interaction')]
  const site = await gather(
    { '/': start || '<p>首页</p>', '/xw/': '<ul></ul>', ...pages },
    { columns, wanted: new Set(['messages'] as const) },
  )
  const gathered = site.evidence.messages
  if (gathered === undefined || 'missing' in gathered) throw new Error(JSON.stringify(gathered))
  return gathered.value
}
const form = '<form action="/x" method="post"><input name="t"><textarea name="c"></textarea></form>'
const refused: Play = (_request, response) => response.writeHead(403).end()

test.each<[string, Pages, string]>([
  ['a form on the page', { '/hd/': form }, 'open'],
  ['a text area that a script sends', { '/hd/': '<textarea id="c"></textarea><button>提交</button>' }, 'open'],
  ['a form behind 我要写信', { '/hd/': '<a href="/w/">我要写信</a>', '/w/': form }, 'open'],
  ['no form at all', { '/hd/': '<p>欢迎来信</p>' }, 'closed'],
  ['said to be closed', { '/hd/': '<p>咨询功能已关闭</p>' }, 'closed'],
  ['the page to write on is gone', { '/hd/': '<a href="/w/">我要写信</a>' }, 'closed'],
  [
    'a login before it',
    { '/hd/': '<a href="/w/">我要写信</a>', '/w/': '<form><input name="u"><input type="password" name="p"></form>' },
    'unreadable',
  ],
  ['refused', { '/hd/': refused }, 'unreadable'],
])('a channel: %s', async (_name, pages, state) => {
  expect((await messages(pages)).channels).toMatchObject([{ name: '互动交流', kind: 'consultation', state }])
})

test('channels that are no consultation are named as what they are', async () => {
  const links = ['网上信访', '纪检举报', '在线访谈', '调查征集', '区长信箱'].map(
    (name, index) => `<a href="/c${index}/">${name}</a>`,
  )
  const { channels } = await messages({ '/hd/': links.join(''), '/c4/': form })
  expect(channels.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
    'consultation closed',
    'petition unreadable',
    'discipline unreadable',
    'interview unreadable',
    'survey unreadable',
    'consultation open',
  ])
  expect((await messages({}, '')).channels).toEqual([])
})

test('a table of messages, with one that waits', async () => {
  const row = (id: number, asked: string, answered: string, state: string) =>
    `<tr><td><a href="/hd/m${id}.html">关于第${id}件事的咨询</a></td><td>${asked}</td><td>${answered}</td><td>${state}</td></tr>`
  const page = (fields: string) => `<h1>咨询</h1><dl>${fields}</dl>`
  const seen = await messages({
    '/hd/': `${form}<table><tr><th>标题</th><th>留言时间</th><th>答复时间</th><th>状态</th></tr>${row(1, '2025-08-01', '2025-08-05', '已答复')}${row(2, '2025-07-01', '', '办理中')}</table><p>共收到留言20件，已答复19件</p>`,
    '/hd/m1.html': page(
      '<dt>留言时间</dt><dd>2025年8月1日</dd><dt>答复单位</dt><dd>某局</dd><dt>答复内容</dt><dd>您好，已办理。</dd><dt>答复时间</dt><dd>2025年8月5日</dd>',
    ),
    '/hd/m2.html': page('<dt>留言时间</dt><dd>2025-07-01</dd><dt>答复内容</dt><dd>暂无回复</dd>'),
  })
  expect(seen).toMatchObject({
    source: 'published',
    statistics: 'present',
    list: { state: 'read' },
    entries: [
      { submittedOn: '2025-08-01', answeredOn: '2025-08-05', answeredBy: '某局', hasAnswer: true, valid: null },
      { submittedOn: '2025-07-01', answeredOn: null, answeredBy: null, hasAnswer: false },
    ],
  })
})

test('a list that shows one day only is settled by the pages; what was not opened owes no fields', async () => {
  const rows = Array.from(
    { length: 18 },
    (_, index) =>
      `<li><a href="/hd/m1000${index}.html">关于停车难题的来信${'甲'.repeat(index + 1)}</a><span>2025-07-${String(28 - index).padStart(2, '0')}</span><i>已回复</i></li>`,
  )
  const pages = Object.fromEntries(
    rows.map((_, index) => [
      `/hd/m1000${index}.html`,
      '<p>来信时间：2025-07-01</p><p>回复单位：某委</p><p>回复时间：2025-07-09</p><p>回复内容：已处理，请放心。</p>',
    ]),
  )
  const seen = await messages({ '/hd/': `${form}<p>信件标题 回复状态</p><ul>${rows.join('')}</ul>`, ...pages })
  expect(seen.entries).toHaveLength(18)
  expect(seen.entries.filter(({ readFrom }) => readFrom === 'list')).toHaveLength(3)
  expect(seen.entries[0]).toMatchObject({ submittedOn: '2025-07-01', answeredOn: '2025-07-09', answeredBy: '某委' })
  expect(seen.caps).toEqual(['留言只打开了 15 条，其余据列表'])
  expect(seen.statistics).toBe('none')
})

test('no list is none, one that refuses us is not', async () => {
  expect((await messages({ '/hd/': form })).list.state).toBe('none')
  expect((await messages({ '/hd/': `${form}<a href="/l/">留言公开</a>`, '/l/': refused })).list.state).toBe(
    'unreadable',
  )
})
