/** The site's own search as far as a program may use it: a GET form, or a link to a page that has one. */
import { queryText } from './query-text.ts'
import type { Visit } from '../crawl/crawl-site.ts'
import type { PageForm } from '../crawl/page-reading.ts'
import type { PageSummary } from '../crawl/page-summary.ts'
import { sameSite } from '../crawl/link-address.ts'

export interface SearchForm {
  /** Address without the words. */
  readonly url: string
  /** The address that asks for these words. */
  ask(words: string): string
}

const wordFields =
  /^(q|s|w|k|kw|so|wd|key|word|words|query|text|search(word|key|text|str|content)?|keys?words?|qt|title|searchKey|searchText|tt|content|val(ue)?)$/i
const searchLink = /^(站内|全文|智能|高级|本站)?(搜索|检索)$|^搜$/

/** What the forms of a page offer: a usable search, one that no program may use (`closed`), or none. */
export function findSearchForm({ page, encoding }: Visit): SearchForm | 'closed' | 'none' {
  if (page === null) return 'closed'
  const forms = page.forms.filter(({ kind }) => kind === 'search')
  if (forms.length === 0) return 'none'
  for (const form of forms) {
    const usable = readForm(form, page, encoding ?? 'utf-8')
    if (usable !== null) return usable
  }
  return 'closed'
}

/** Links that lead to a page of search. */
export function searchLinks(page: PageSummary): string[] {
  return page.links.filter(({ text }) => searchLink.test(text.replace(/\s+/g, ''))).map(({ address }) => address)
}

/** A form that sends words by GET to the site itself; a script, POST or another host is not for us to play. */
function readForm(form: PageForm, page: PageSummary, encoding: string): SearchForm | null {
  if (form.method !== 'get' || form.action === null || /^\s*(javascript:|#|$)/i.test(form.action)) return null
  const field =
    form.fields.find((name) => wordFields.test(name)) ?? (form.fields.length === 1 ? form.fields[0] : undefined)
  const target = URL.parse(form.action, page.url)
  if (field === undefined || target === null || !/^https?:$/.test(target.protocol)) return null
  if (!sameSite(target.host, new URL(page.url).host)) return null
  target.hash = ''
  target.search = ''
  const others = form.hidden
    .map(({ name, value }) => `${queryText(name, encoding)}=${queryText(value, encoding)}&`)
    .join('')
  return {
    url: target.href,
    ask: (words) => `${target.href}?${others}${queryText(field, encoding)}=${queryText(words, encoding)}`,
  }
}
