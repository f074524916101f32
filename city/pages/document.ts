/** The frame of every page: head with meta tags (regulation 2.7), header, footer, charset. */
import { columnClassNames } from '../../src/registry/register.ts'
import { answer, type PlainAnswer } from '../answer.ts'
import { encodeGbkHtml } from '../gbk.ts'
import type { Article, Column, Link, Site } from '../sites/site.ts'
import { familyOf } from '../templates/family.ts'
import { templates } from '../templates/index.ts'
import { escape } from '../templates/template.ts'
import { footerFields, stands } from './footer-fields.ts'
import { withSearchBox } from './search-box.ts'

export interface Page {
  readonly title: string
  readonly column?: Column
  readonly article?: Article
  readonly main: string
}

/** The parts that are the same on every page of a site. */
interface Chrome {
  readonly headStart: string
  readonly header: string
  readonly footer: string
}

const chromes = new WeakMap<Site, { home: Chrome; inner: Chrome }>()

/** Renders a page of the site in the site's charset. */
export function document(site: Site, page: Page, status = 200): PlainAnswer {
  let both = chromes.get(site)
  if (!both) chromes.set(site, (both = { home: buildChrome(site, true), inner: buildChrome(site, false) }))
  const chrome = page.column || page.title !== site.name ? both.inner : both.home
  const html = `${chrome.headStart}${pageTags(site, page)}<title>${escape(page.title)}</title></head><body>${chrome.header}${page.main}${chrome.footer}</body></html>`
  const { charset, charsetDeclared } = familyOf(site.family)
  const contentType = charsetDeclared ? `text/html; charset=${charset === 'gbk' ? 'GBK' : 'utf-8'}` : 'text/html'
  return answer(status, contentType, charset === 'gbk' ? encodeGbkHtml(html) : html)
}

function buildChrome(site: Site, isHome: boolean): Chrome {
  const { charset, charsetDeclared } = familyOf(site.family)
  const template = templates[site.family]
  const { headerName } = site.identity
  const declaration =
    charset === 'gbk'
      ? '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
      : '<meta charset="utf-8">'
  const siteTags = tags(site, [
    ['SiteName', site.name],
    ['SiteDomain', new URL(site.origin).hostname],
    ['SiteIDCode', site.footer.siteCodeShown ? (site.identity.tagCode ?? site.code) : ''],
  ])
  return {
    headStart: `<!DOCTYPE html><html lang="zh-CN"><head>${charsetDeclared ? declaration : ''}<meta name="viewport" content="width=device-width, initial-scale=1">${siteTags}<link rel="stylesheet" href="/css/site.css"><link rel="icon" href="/images/red.svg">`,
    header: withSearchBox(
      site,
      template.header(stands(headerName?.on, isHome) ? { ...site, name: headerName!.shown } : site, navigation(site)),
    ),
    // Links to nowhere are those that the footer lacks.
    footer: template.footer(site, footerFields(site, isHome)).replace(/<a href="">(?:<img[^>]*>|[^<]*)*<\/a>/g, ''),
  }
}

/** 首页, the first-level columns, and 信息公开 for the columns that stand below it. */
function navigation(site: Site): Link[] {
  const links: Link[] = [{ text: '首页', href: '/' }]
  for (const column of site.columns) {
    if (column.level === 1) links.push({ text: column.name, href: column.path })
    else if (column.directory === 'rsxx') links.push({ text: '信息公开', href: column.path })
  }
  return links
}

function pageTags(site: Site, { column, article }: Page): string {
  if (!column) return ''
  const shared: Tags = [
    ['ColumnName', column.name],
    ['ColumnType', columnClassNames[column.class]],
  ]
  if (!article) {
    const description = `${site.name}${column.name}栏目`
    return tags(
      site,
      lessPlanted(site, 'column', [
        ...shared,
        ['ColumnDescription', description],
        ['ColumnKeywords', `${column.name},${site.organiser.shortName}`],
      ]),
    )
  }
  return tags(
    site,
    lessPlanted(site, 'article', [
      ...shared,
      ['ArticleTitle', article.title],
      ['PubDate', article.metaAt],
      ['ContentSource', article.source],
      ['Keywords', `${column.name},${article.source}`],
    ]),
  )
}

type Tags = readonly (readonly [name: string, content: string])[]

function lessPlanted({ identity: { tagsLack } }: Site, kind: 'column' | 'article', all: Tags): Tags {
  return tagsLack?.on === kind ? all.filter(([name]) => !tagsLack.names.includes(name)) : all
}

function tags(site: Site, pairs: Tags): string {
  return pairs
    .map(
      ([name, content]) =>
        `<meta name="${site.family === 'time' ? name.toLowerCase() : name}" content="${escape(content)}">`,
    )
    .join('')
}
