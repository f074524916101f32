/** What a home page shows, as far as tampering would change it: one pass over the HTML as it was served, without scripts. */
import { attribute, type Attributes } from '../gather/crawl/html-attributes.ts'
import type { Tag } from '../gather/crawl/html-tags.ts'
import { addressKey, registrableDomain } from '../gather/crawl/link-address.ts'
import { scanHtml } from '../gather/crawl/scan-html.ts'
import { clip, normaliseText } from '../kernel/text.ts'
import type { HomeReading } from './judge-tampering.ts'

/** Enough of any page; a hostile one has no end. */
const [mostLinks, mostChars] = [3000, 200_000]
const hiddenStyle =
  /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])|text-indent\s*:\s*-\d{3,}|(?:left|top|right|margin-left|margin-top)\s*:\s*-\d{3,}/i

/** Reads a home page; `address` is where it was found. Never throws. */
export function readHome(html: string, address: string): HomeReading {
  const ownDomain = registrableDomain(new URL(address).hostname)
  const own = new Set<string>()
  const foreign: HomeReading['foreignLinks'][number][] = []
  const [seen, unseen, meta]: [string[], string[], string[]] = [[], [], []]
  let [title, chars, links] = ['', 0, 0]
  /** Open elements, and at which depth what is hidden begins. */
  let [depth, hiddenFrom] = [0, Infinity]
  let inTitle = false
  let anchor: { readonly host: string; readonly depth: number; text: string } | null = null

  const note = (to: string[], text: string) => {
    if (chars < mostChars) to.push(text.slice(0, mostChars - chars))
    chars += text.length
  }

  scanHtml(html, {
    open(tag: Tag, attributes: Attributes) {
      if (!tag.isVoid) depth += 1
      if (tag.name === 'title') inTitle = true
      if (tag.name === 'meta' && /^(keywords|description)$/i.test(attributes.read(attribute.name) ?? '')) {
        meta.push(clip(attributes.read(attribute.content) ?? '', 1000))
      }
      if (depth < hiddenFrom && !tag.isVoid && hiddenStyle.test(attributes.raw(attribute.style) ?? ''))
        hiddenFrom = depth
      if (tag.name === 'a') openLink(attributes.read(attribute.href))
    },
    text(data) {
      if (inTitle) title += data
      else if (data.trim() !== '') note(depth >= hiddenFrom ? unseen : seen, data)
      if (anchor !== null && anchor.text.length < 200) anchor.text += data
    },
    close(tag: Tag) {
      if (tag.name === 'title') inTitle = false
      if (tag.name === 'a' && anchor !== null) closeLink()
      if (depth === hiddenFrom) hiddenFrom = Infinity
      depth -= 1
    },
    stopped: () => links >= mostLinks,
  })
  return {
    title: clip(normaliseText(title), 300),
    meta: normaliseText(meta.join(' ')),
    text: normaliseText(seen.join(' ')),
    hiddenText: normaliseText(unseen.join(' ')),
    ownLinks: [...own],
    foreignLinks: foreign,
  }

  function openLink(href: string | undefined): void {
    const url = href === undefined ? null : URL.parse(href, address)
    if (url === null || !/^https?:$/.test(url.protocol)) return
    links += 1
    if (registrableDomain(url.hostname) === ownDomain) own.add(addressKey(url.href))
    else anchor = { host: url.hostname, depth, text: '' }
  }

  function closeLink(): void {
    const { host, text } = anchor!
    foreign.push({ host, text: clip(normaliseText(text), 100), hidden: depth >= hiddenFrom })
    anchor = null
  }
}
