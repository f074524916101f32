/** Columns of sites as widespread content systems publish them, found without a register. */
import { describe, expect, test } from 'vitest'
import { findColumns } from '../find-columns.ts'
import { serveSite, testLimits } from '../test-server.ts'

const signal = new AbortController().signal
const clock = () => Date.parse('2025-08-20T12:00:00+08:00')

async function columnsOf(pages: Readonly<Record<string, string>>, known: readonly string[] = []) {
  const { origin, requested } = await serveSite({ '/robots.txt': 'User-agent: *\nAllow: /', ...pages })
  const addresses = known.map((path) => origin + path)
  const found = await findColumns(`${origin}/`, { limits: testLimits(), clock, signal, known: addresses })
  if ('missing' in found) throw new Error(found.missing.detail)
  const table = found.columns.map(({ name, url, class: kind, level }) => [name, url.slice(origin.length), kind, level])
  return { ...found, table: table.toSorted((a, b) => (String(a[1]) < String(b[1]) ? -1 : 1)), origin, requested }
}

const rows = (folder: string, titles: readonly string[]) =>
  titles
    .map(
      (title, n) => `<li><a href="${folder}t20250${n + 4}12_${n}.html">${title}</a><span>2025-0${n + 4}-12</span></li>`,
    )
    .join('')
const latest = `<div class="side"><h3>最新信息</h3><ul>${rows('/zwgk/tzgg/', ['关于防汛工作的紧急通知', '关于道路施工的通告'])}</ul></div>`
const foot =
  '<div class="footer"><a href="/gywm/">关于我们</a><a href="/wzdt/">网站地图</a> 网站标识码：3101010001</div>'

/** Static pages in directories, tags and breadcrumbs as GB-style content systems write them, menus that open. */
const menu = `<div class="nav"><ul><li><a href="/">首页</a></li>
  <li><a href="/zwgk/">政务公开</a><ul><li><a href="/zwgk/tzgg/">通知公告</a></li><li><a href="/zwgk/zcjd/">政策解读</a></li></ul></li>
  <li><a href="/yw/">今日要闻</a></li><li><a href="/gk/">本区概况</a></li><li><a href="/zt/gone/">旧专题</a></li>
  <li><a href="http://zwdt.example.gov.cn/">办事大厅</a></li></ul></div>`
const tagged = (name: string, type: string, crumbs: string, body: string) =>
  `<html><head><title>${name}</title><meta name="ColumnName" content="${name}"><meta name="ColumnType" content="${type}"></head>
  <body>${menu}<div class="position">当前位置：<a href="/">首页</a> &gt; ${crumbs}</div>${body}${latest}${foot}</body></html>`
const withTags = {
  '/': `<html><head><title>某区人民政府</title></head><body>${menu}<ul>${rows('/yw/', ['区政府召开常务会议', '老旧小区改造开工'])}</ul>
    <a href="/wzdt/">栏目一览</a><a href="/yw/t20250412_0.html">专题报道</a>${foot}</body></html>`,
  '/yw/': tagged(
    '今日要闻',
    '动态要闻',
    '今日要闻',
    `<ul>${rows('/yw/', ['区政府召开常务会议', '老旧小区改造开工'])}</ul>`,
  ),
  '/zwgk/': tagged(
    '政务公开',
    '政府信息公开',
    '政务公开',
    `<ul><li><a href="/zwgk/ghjh/">规划计划</a></li><li><a href="/zwgk/bg/">年度报告</a></li></ul><ul>${rows('/zwgk/tzgg/', ['关于防汛工作的紧急通知'])}</ul>`,
  ),
  '/zwgk/tzgg/': tagged(
    '通知公告',
    '通知公告',
    '<a href="/zwgk/">政务公开</a> &gt; 通知公告',
    `<ul>${rows('/zwgk/tzgg/', ['关于招考公务员的公告', '关于拆除违法建筑的通告'])}</ul>`,
  ),
  '/zwgk/zcjd/': tagged('政策解读', '政策解读', '<a href="/zwgk/">政务公开</a> &gt; 政策解读', '<p>暂无信息</p>'),
  '/zwgk/ghjh/': tagged(
    '规划计划',
    '规划计划',
    '<a href="/zwgk/">政务公开</a> &gt; 规划计划',
    `<ul>${rows('/zwgk/ghjh/', ['本区国土空间总体规划', '本年度重点工作计划'])}</ul>`,
  ),
  '/zwgk/bg/': `<html><body>${menu}<p>本栏目包括各年度报告。</p>${latest}${foot}</body></html>`,
  '/gk/': tagged('本区概况', '概况信息', '本区概况', `<p>${'本区位于市域东部，辖十个街道，历史悠久。'.repeat(4)}</p>`),
  '/wzdt/': `<html><body>${menu}<p>栏目一览</p>${latest}${foot}</body></html>`,
  '/gywm/': `<html><body>${menu}<p>本网站由区政府办公室主办，欢迎访问。</p>${foot}</body></html>`,
}

describe('a site with tags, breadcrumbs and menus that open', () => {
  test('columns of both levels; what has no dated list of its own is none', async () => {
    const { table, siteCode, columns } = await columnsOf(withTags)
    expect(table).toEqual([
      ['本区概况', '/gk/', 'overview', 1],
      ['今日要闻', '/yw/', 'news', 1],
      ['政务公开', '/zwgk/', 'other', 1],
      ['规划计划', '/zwgk/ghjh/', 'other', 2],
      ['通知公告', '/zwgk/tzgg/', 'notice', 2],
      ['政策解读', '/zwgk/zcjd/', 'interpretation', 2],
    ])
    expect(siteCode).toBe('3101010001')
    expect(columns.find(({ name }) => name === '今日要闻')).toMatchObject({
      onHome: true,
      updateDuty: true,
      classConfidence: 0.98,
      levelConfidence: 0.98,
      basis:
        '列表有 2 条带日期的条目；类别：名称“今日要闻”与 ColumnType“动态要闻”一致；级别：面包屑第 1 级，与导航一致',
    })
    // An empty one is a column all the same, and less sure.
    expect(columns.find(({ name }) => name === '政策解读')).toMatchObject({
      confidence: 0.77,
      basis: expect.stringContaining('页面说明暂无内容'),
    })
  })

  test('columns of the register that are gone are told from those that are only not linked', async () => {
    const { gone, origin } = await columnsOf(withTags, ['/yw/', '/zt/gone/', '/wzdt/'])
    expect(gone).toEqual([{ url: `${origin}/zt/gone/`, reason: '应答 404' }])
  })
})

/** Numbered columns, list rows in a script of CDATA, articles by their day; a menu without any class. */
const jpage = (records: readonly string[]) =>
  `<script type="text/xml"><datastore><recordset>${records.map((record) => `<record><![CDATA[<li>${record}</li>]]></record>`).join('')}</recordset></datastore></script>`
const numbered = (name: string, body: string, above = '') =>
  `<html><head><title>${name}</title></head><body><div class="top"><a href="/index.html">首页</a> | <a href="/col/col101/index.html">工作动态</a> | <a href="/col/col102/index.html">信息公开</a> | <a href="/col/col103/index.html">互动交流</a> | <a href="/col/col104/index.html">机构概况</a></div>
  <p>您现在的位置：<a href="/index.html">首页</a> > ${above}${name}</p>${body}</body></html>`
const entry = (title: string, n: number) =>
  `<a href="/art/2025/8/1${n}/art_101_${n}.html">${title}</a><b>2025-08-1${n}</b>`
const withNumbers = {
  '/': numbered('某局', `<ul><li>${entry('全市工作会议召开', 1)}</li></ul>`),
  '/index.html': numbered('某局', `<ul><li>${entry('全市工作会议召开', 1)}</li></ul>`),
  '/col/col101/index.html': numbered('工作动态', jpage([entry('全市工作会议召开', 1), entry('专项检查启动', 2)])),
  // An entry of the menu that opens the first column below it.
  '/col/col102/index.html': numbered(
    '人事任免',
    `<div><a href="/col/col102/index.html">人事任免</a><a href="/col/col105/index.html">财政预算</a></div>${jpage([entry('关于干部任职的决定', 3), entry('关于干部免职的决定', 4)])}`,
  ),
  '/col/col103/index.html': numbered(
    '互动交流',
    '<form action="/msg"><input name="title"><textarea name="content"></textarea></form>',
  ),
  '/col/col104/index.html': numbered('机构概况', `<p>${'本局负责全市某项工作的规划、组织和监督。'.repeat(4)}</p>`),
  '/col/col105/index.html': numbered('财政预算', jpage([entry('本年度部门预算', 5), entry('上年度部门决算', 6)])),
}

test('a site of numbered columns: a menu without a class, an entry that opens the column below it', async () => {
  const { table } = await columnsOf(withNumbers)
  expect(table).toEqual([
    ['工作动态', '/col/col101/index.html', 'news', 1],
    ['人事任免', '/col/col102/index.html', 'other', 2],
    ['互动交流', '/col/col103/index.html', 'interaction', 1],
    ['机构概况', '/col/col104/index.html', 'overview', 1],
    ['财政预算', '/col/col105/index.html', 'other', 2],
  ])
})

/** Old dynamic pages: nothing but names and dates. */
const old = (body: string) =>
  `<title>某县人民政府</title><table><tr><td><a href="/">首 页</a></td><td><a href="list.asp?id=1">新闻中心</a></td><td><a href="list.asp?id=2">公示公告</a></td><td><a href="list.asp?id=3">政策法规</a></td><td><a href="list.asp?id=4">便民服务</a></td></tr></table>${body}`
const line = (id: number, title: string) =>
  `<tr><td><a href="show.asp?id=${id}">${title}</a></td><td>[2025/8/${(id % 9) + 1}]</td></tr>`
const withQueries = {
  '/': old(
    `<table>${line(1001, '县委召开扩大会议')}${line(1002, '春耕生产现场会举行')}</table><a href="show.asp?id=1001">重要通知</a>`,
  ),
  '/list.asp?id=1': old(`<table>${line(1001, '县委召开扩大会议')}${line(1002, '春耕生产现场会举行')}</table>`),
  '/list.asp?id=2': old(`<table>${line(1003, '事业单位招聘公示名单')}</table>`),
  '/list.asp?id=3': old(`<table>${line(1004, '县耕地保护管理办法')}${line(1005, '县城市管理若干规定')}</table>`),
  '/list.asp?id=4': old(''),
  '/show.asp?id=1001': '<h1>县委召开扩大会议</h1><p>发布时间：2025-08-03</p><p>正文。</p>',
}

test('a site of old dynamic pages: names and dates alone, and it says how unsure that is', async () => {
  const { table, columns } = await columnsOf(withQueries)
  expect(table).toEqual([
    ['新闻中心', '/list.asp?id=1', 'news', 1],
    ['公示公告', '/list.asp?id=2', 'notice', 1],
    ['政策法规', '/list.asp?id=3', 'policy', 1],
    ['便民服务', '/list.asp?id=4', 'services', 1],
  ])
  const sure = Object.fromEntries(columns.map(({ name, confidence }) => [name, confidence]))
  expect(sure).toEqual({ 新闻中心: 0.8, 公示公告: 0.8, 政策法规: 0.8, 便民服务: 0.48 })
})

test('a site with thousands of links costs a bounded number of visits', async () => {
  const many = Array.from({ length: 3000 }, (_, n) => `<a href="/c${n}/">公告第${n}类</a>`).join('')
  const page = `<html><body><div class="nav">${many}</div></body></html>`
  const { requested } = await columnsOf({ '/': page })
  expect(requested.length).toBeLessThan(50)
})
