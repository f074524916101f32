import type { TaggedPage } from '../../evidence/meta-tags.ts'
import { dayFrom } from '../../kernel/day.ts'
import { cantTell, defineIndicator, failed, passed } from '../define.ts'
import { capturedAt, casesOf, home, many, siteCode } from '../example.ts'

/** Tags by page kind (regulation 2.7; which ones are required was not seen). */
const siteTags = ['SiteName', 'SiteDomain', 'SiteIDCode']
const requiredTags: Readonly<Record<TaggedPage['kind'], readonly string[]>> = {
  home: siteTags,
  column: [...siteTags, 'ColumnName', 'ColumnType'],
  article: [...siteTags, 'ColumnName', 'ColumnType', 'ArticleTitle', 'PubDate', 'ContentSource'],
}

/** 页面标签: sampled pages carry the meta tags of their kind, with right content. */
export default defineIndicator({
  id: 'site/page-tags',
  clause: 'WEB-D-FUN-7',
  needs: ['metaTags'],
  method:
    '首页应有网站名称、域名、标识码标签，栏目页另有栏目名称、类别，文章页另有标题、发布时间、来源；缺少、内容为空、标识码不符或发布时间读不懂的，按页扣分。标签名称不分大小写。',

  judge({ metaTags }, { params, subject }) {
    if (metaTags.pages.length === 0) return cantTell('没有读到页面标签')
    const faulty = metaTags.pages.flatMap((page) => {
      const faults = tagFaults(page, subject.siteCode)
      return faults.length > 0 ? [{ page, faults }] : []
    })
    const because = `抽查 ${metaTags.pages.length} 个页面，${faulty.length} 个标签不合要求`
    if (faulty.length === 0) return passed(because)
    return failed(
      because,
      faulty.map(({ page, faults }) => ({
        where: '页面标签',
        message: faults.join('；'),
        url: page.url,
        points: params.pointsPerPage,
      })),
    )
  },

  cases: casesOf('metaTags', [
    ['首页标签齐全', 'passed', pages(page('home'))],
    ['栏目页标签齐全', 'passed', pages(page('column'))],
    ['文章页标签齐全', 'passed', pages(page('article'))],
    ['各类页面都齐全', 'passed', pages(page('home'), page('column'), ...many(5, page('article')))],
    ['标签名称小写', 'passed', pages(lowerCase(page('article')))],
    ['首页缺标识码', 'failed', pages(without('home', 'SiteIDCode')), 0.2],
    ['标签内容为空', 'failed', pages({ ...page('home'), tags: { ...page('home').tags, SiteName: '  ' } }), 0.2],
    ['栏目页缺栏目名称', 'failed', pages(without('column', 'ColumnName')), 0.2],
    ['首页不要求栏目名称', 'passed', pages(without('home', 'ColumnName'))],
    ['文章页缺发布时间', 'failed', pages(without('article', 'PubDate')), 0.2],
    ['栏目页不要求发布时间', 'passed', pages(without('column', 'PubDate'))],
    ['文章页缺三个标签仍按一页计', 'failed', pages({ ...page('article'), tags: page('column').tags }), 0.2],
    ['五页不合要求', 'failed', pages(...many(5, without('article', 'PubDate'))), 1],
    ['十一页不合要求（由计分封顶）', 'failed', pages(...many(11, without('article', 'PubDate'))), 2.2],
    ['一页合、一页不合', 'failed', pages(page('home'), without('column', 'ColumnType')), 0.2],
    ['发布时间只有日期', 'passed', pages(tagged('article', 'PubDate', '2025-08-01'))],
    ['发布时间读不懂', 'failed', pages(tagged('article', 'PubDate', '昨天')), 0.2],
    ['发布日期不存在', 'failed', pages(tagged('article', 'PubDate', '2025-02-30 08:00')), 0.2],
    ['标识码与名录一致', 'passed', pages(page('home')), undefined, { siteCode }],
    ['标识码与名录不符', 'failed', pages(page('home')), 0.2, { siteCode: '3100000001' }],
    ['没有读到页面', 'cantTell', pages()],
  ]),
})

function tagFaults({ kind, tags }: TaggedPage, registered: string | undefined): string[] {
  const byName = new Map(Object.entries(tags).map(([name, content]) => [name.toLowerCase(), content.trim()]))
  const content = (name: string) => byName.get(name.toLowerCase()) ?? ''
  const missing = requiredTags[kind].filter((name) => content(name) === '')
  const code = content('SiteIDCode')
  const published = content('PubDate')
  return [
    ...(missing.length > 0 ? [`缺少标签${missing.join('、')}`] : []),
    ...(code !== '' && registered !== undefined && code !== registered ? [`标识码“${code}”与名录不符`] : []),
    ...(kind === 'article' && published !== '' && !isDateTime(published) ? [`发布时间“${published}”读不懂`] : []),
  ]
}

/** `2025-08-01 08:30`, with or without the time. */
function isDateTime(text: string): boolean {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?)?$/.exec(text)
  if (!match) return false
  const [year, month, date] = [Number(match[1]), Number(match[2]), Number(match[3])]
  return dayFrom(year, month, date) !== null
}

function pages(...list: TaggedPage[]) {
  return { capturedAt, pages: list }
}

function page(kind: TaggedPage['kind']): TaggedPage {
  const content: Readonly<Record<string, string>> = { SiteIDCode: siteCode, PubDate: '2025-08-01 08:30' }
  const tags = Object.fromEntries(requiredTags[kind].map((name) => [name, content[name] ?? '示例']))
  return { url: `${home}${kind}.html`, kind, tags }
}

function without(kind: TaggedPage['kind'], name: string): TaggedPage {
  const { [name]: _, ...tags } = page(kind).tags
  return { ...page(kind), tags }
}

function tagged(kind: TaggedPage['kind'], name: string, content: string): TaggedPage {
  return { ...page(kind), tags: { ...page(kind).tags, [name]: content } }
}

function lowerCase(of: TaggedPage): TaggedPage {
  return { ...of, tags: Object.fromEntries(Object.entries(of.tags).map(([name, text]) => [name.toLowerCase(), text])) }
}
