/** The meta tags of a page. */
import { attribute, type Attributes } from './html-attributes.ts'
import { pageCaps } from './page-reading.ts'

export class PageMeta {
  /** First content of every name, as in `PageReading.meta`. */
  readonly first = new Map<string, string>()
  /** All of them, as in `PageReading.metaTags`. */
  readonly tags: { readonly name: string; readonly content: string }[] = []
  /** Where a visitor is sent within five seconds, as written. */
  refresh: string | null = null
  /** Caps that were reached, in Chinese. */
  readonly limits = new Set<string>()

  /** A `<meta>`; `isSeen`: browsers that run scripts do not see what is for those that do not. */
  open(attributes: Attributes, isSeen: boolean): void {
    const content = attributes.read(attribute.content)
    if (content === undefined) return
    if (isSeen && /^refresh$/i.test(attributes.read(attribute.httpEquiv) ?? '')) {
      const match = /^\s*(\d*)[.\d]*\s*[;,]\s*url\s*=\s*["']?([^"']+)/i.exec(content.slice(0, 4000))
      if (match && Number(match[1]) <= 5) this.refresh ??= match[2]!
    }
    const name =
      attributes.read(attribute.name) ?? attributes.read(attribute.property) ?? attributes.read(attribute.itemprop)
    if (name === undefined) return
    if (this.tags.length >= pageCaps.meta) this.limits.add(`页面标签超过 ${pageCaps.meta} 个，其余未读`)
    else this.tags.push({ name: name.trim().slice(0, 100), content: content.trim().slice(0, 2000) })
    this.keep(name, content)
  }

  /** A name and its content, wherever it stands. */
  keep(name: string, content: string): void {
    const value = content.slice(0, 2000).trim()
    const key = name.trim().slice(0, 100).toLowerCase()
    if (value !== '' && this.first.size < pageCaps.meta && !this.first.has(key))
      this.first.set(key, value.slice(0, 1000))
  }
}
