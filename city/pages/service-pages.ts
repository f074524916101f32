/** The pages of 办事服务: the hall, guides in the layout of each family, forms, statistics. */
import { addDays, addMonths, day, type Day } from '../../src/kernel/day.ts'
import { random } from '../random.ts'
import { guideElements, type Column, type Guide, type GuideElement, type Link, type Site } from '../sites/site.ts'
import { anchor, escape } from '../templates/template.ts'
import type { FamilyId } from '../templates/family.ts'

export interface ServicePage {
  readonly title: string
  content(): string
}

const statisticsPath = '/bsfw/tj.html'

/** Pages below the hall, by path. */
export function servicePages(site: Site): ReadonlyMap<string, ServicePage> {
  const pages = new Map<string, ServicePage>()
  if (site.service.statistics !== 'none') {
    pages.set(statisticsPath, { title: '办事统计', content: () => statisticsTable(site) })
  }
  if (site.service.scattered) {
    for (const [index, { text, href }] of windows.entries()) {
      pages.set(href, { title: text, content: () => guideList(site.guides.filter(({ id }) => id % 2 === index)) })
    }
  }
  return pages
}

const windows: readonly Link[] = [
  { text: '行政服务大楼一层', href: '/bsfw/yc.html' },
  { text: '社区事务受理点', href: '/bsfw/sq.html' },
]

/** The hall: classified items in one place unless planted otherwise, and the way to the statistics. */
export function serviceHall(site: Site, column: Column): string {
  const { scattered, unclassified, statistics } = site.service
  const tabs = unclassified
    ? ''
    : `<div class="tabs"><span>按主题</span><span>按部门</span><span>个人办事</span><span>法人办事</span></div>`
  const items =
    site.guides.length === 0
      ? `<p class="empty">${column.name}栏目暂无内容</p>`
      : scattered
        ? `<p>${windows.map(anchor).join('　')}</p>`
        : guideList(site.guides)
  return `${tabs}${items}${statistics === 'none' ? '' : `<p>${anchor({ text: '办事统计', href: statisticsPath })}</p>`}`
}

function guideList(guides: readonly Guide[]): string {
  return `<ul class="guides">${guides.map(({ name, path }) => `<li>${anchor({ text: name, href: path })}</li>`).join('')}</ul>`
}

/** Monthly counts, the newest month first; a month is counted on the fifth of the next one. */
function statisticsTable({ slug, today, service }: Site): string {
  const planted = typeof service.statistics === 'object' ? day(`${service.statistics.lastMonth}-01`) : null
  const months = lastMonths(today, planted)
  const chance = random(`statistics/${slug}`)
  const rows = months.map((first) => {
    const handled = 200 + chance.below(900)
    return `<tr><td>${first.slice(0, 4)}年${Number(first.slice(5, 7))}月</td><td>${handled + chance.below(20)}</td><td>${handled}</td></tr>`
  })
  return `<table class="stats"><tr><th>统计月份</th><th>受理件数</th><th>办结件数</th></tr>${rows.join('')}</table>`
}

function lastMonths(today: Day, last: Day | null): Day[] {
  const counted = addMonths(day(`${addDays(today, -4).slice(0, 7)}-01`), -1)
  const newest = last !== null && last < counted ? last : counted
  return Array.from({ length: 3 }, (_, index) => addMonths(newest, -index))
}

/** How the families call the element classes: no two platforms use the same words. */
const synonyms: Readonly<Record<FamilyId, Readonly<Partial<Record<GuideElement, string>>>>> = {
  list: {},
  table: {
    申请条件: '受理条件',
    办理材料: '申请材料',
    办理地点: '受理地点',
    办理时间: '办公时间',
    联系电话: '咨询电话',
    办理流程: '办理程序',
  },
  definition: { 设定依据: '法律依据', 申请条件: '办理条件', 办理材料: '所需材料', 办理地点: '办公地址' },
  front: { 设定依据: '办理依据', 办理材料: '提交材料', 办理时间: '工作时间', 办理流程: '办事流程' },
  glued: { 申请条件: '受理条件', 办理材料: '申报材料', 联系电话: '咨询方式', 办理流程: '办理步骤' },
  short: {
    设定依据: '设立依据',
    申请条件: '审批条件',
    办理材料: '申请材料',
    联系电话: '咨询电话',
    办理流程: '办理流程',
  },
  time: {
    申请条件: '申请条件',
    办理材料: '材料清单',
    办理地点: '办理地址',
    办理时间: '服务时间',
    联系电话: '咨询热线',
  },
}

/** One service guide with the element classes it has. */
export function guidePage(site: Site, guide: Guide): string {
  const lacking = guide.faults.lacking ?? []
  const shown = guideElements
    .filter((element) => !lacking.includes(element))
    .map((element) => [synonyms[site.family][element] ?? element, elementHtml(site, guide, element)] as const)
  return `<h2>${escape(guide.name)}</h2>${layouts[site.family](shown)}${guide.asksForForm ? formLinks(guide) : ''}`
}

type Shown = readonly (readonly [label: string, content: string])[]

const numerals = '一二三四五六七八'
const table = (shown: Shown): string =>
  `<table class="guide">${shown.map(([label, content]) => `<tr><th>${label}</th><td>${content}</td></tr>`).join('')}</table>`

const layouts: Readonly<Record<FamilyId, (shown: Shown) => string>> = {
  list: table,
  table,
  definition: (shown) =>
    `<dl class="guide">${shown.map(([label, content]) => `<dt>${label}</dt><dd>${content}</dd>`).join('')}</dl>`,
  front: (shown) => shown.map(([label, content]) => `<h4>${label}</h4><div>${content}</div>`).join(''),
  glued: (shown) => `<div>${shown.map(([label, content]) => `${label}：${content}`).join('<br>')}</div>`,
  short: (shown) =>
    shown.map(([label, content], index) => `<p><b>${numerals[index]}、${label}</b></p><p>${content}</p>`).join(''),
  time: (shown) =>
    shown
      .map(([label, content]) => `<section><p><strong>【${label}】</strong></p><p>${content}</p></section>`)
      .join(''),
}

function elementHtml(site: Site, guide: Guide, element: GuideElement): string {
  const words: Readonly<Record<GuideElement, string>> = {
    事项名称: guide.name,
    设定依据: guide.faults.bareBasis
      ? '《示范市政务服务事项管理办法》及相关规定'
      : '《示范市政务服务事项管理办法》第九条：申请人应当对所提交内容的真实性负责，受理部门应当在承诺期限内办结。',
    申请条件: '在本市依法登记的法人，或者年满18周岁的本市居民',
    办理材料: `1.${guide.asksForForm ? formName(guide) : '营业执照'}（原件1份）；2.居民身份证（复印件1份）${guide.faults.vague === undefined ? '' : `；3.${guide.faults.vague}`}`,
    办理地点: `${site.organiser.name}政务服务窗口`,
    办理时间: '工作日9:00—11:30，13:30—17:00',
    联系电话: '021-12345转办',
    办理流程: '申请—受理—审核—决定—送达',
  }
  return escape(words[element])
}

const formName = ({ name }: Guide): string => `${name}申请表`

function formLinks(guide: Guide): string {
  const { blankForm, sampleForm } = guide.faults
  const blank = { text: `${formName(guide)}（空表）`, href: `/bsfw/bg/${guide.id}.doc` }
  const sample = { text: `${formName(guide)}（样表）`, href: `/bsfw/yb/${guide.id}.pdf` }
  const links = [...(blankForm === 'missing' ? [] : [blank]), ...(sampleForm === 'missing' ? [] : [sample])]
  return `<ul class="forms">${links.map((link) => `<li>${anchor(link)}</li>`).join('')}</ul>`
}

/** What stands at the address of a form: a document, or a page that only carries a document's name; `null`: nothing. */
export function formAt(site: Site, path: string): 'doc' | 'pdf' | 'page' | null {
  const [, folder, id] = /^\/bsfw\/(bg|yb)\/(\d+)\.(?:doc|pdf)$/.exec(path) ?? []
  const guide = site.guides.find((one) => one.asksForForm && String(one.id) === id)
  if (guide === undefined) return null
  const { blankForm, sampleForm } = guide.faults
  if (folder === 'yb') return sampleForm === undefined ? 'pdf' : null
  return blankForm === undefined ? 'doc' : blankForm === 'wrongType' ? 'page' : null
}

/** As a heading of the statistics would say when they were made: for the truth. */
export function statisticsEnd(site: Site): Day | null {
  if (site.service.statistics === 'none') return null
  const planted = typeof site.service.statistics === 'object' ? day(`${site.service.statistics.lastMonth}-01`) : null
  return addDays(addMonths(lastMonths(site.today, planted)[0]!, 1), -1)
}
