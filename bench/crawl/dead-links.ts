/**
 * Which links of a folder of pages are dead, told from the files alone: independent of our crawler and of our scanner. What
 * a checker of the served folder reports must be the same.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { Parser } from 'htmlparser2'

export interface FolderTruth {
  readonly pages: number
  readonly files: number
  /** Addresses without a file. */
  readonly dead: ReadonlySet<string>
  /** Addresses of pages that are there, with a fragment that is not. */
  readonly deadAnchors: ReadonlySet<string>
}

interface Page {
  /** What relative links start from, when the page says so. */
  readonly base: string | null
  readonly links: readonly string[]
  readonly resources: readonly string[]
  readonly ids: ReadonlySet<string>
}

/** Follows links from the start page through files. `origin` is where the folder is served. */
export function deadLinks(root: string, origin: string, start: string): FolderTruth {
  const [dead, anchors, seen] = [new Set<string>(), new Set<string>(), new Set<string>()]
  const pages = new Map<string, Page>()
  const fragments: { address: string; fragment: string }[] = []
  const queue = [origin + start]
  seen.add(queue[0]!)
  for (let address = queue.pop(); address !== undefined; address = queue.pop()) {
    const file = fileOf(root, new URL(address).pathname)
    if (file === null) {
      dead.add(address)
      continue
    }
    const isPage = /\.html?$/.test(file)
    if (!isPage && !file.endsWith('.css')) continue
    const text = readFileSync(file, 'utf8')
    const page = isPage ? readPage(text) : { base: null, links: [], resources: styles(text), ids: new Set<string>() }
    if (isPage) pages.set(address, page)
    for (const [isLink, href] of [
      ...page.links.map((one) => [true, one] as const),
      ...page.resources.map((one) => [false, one] as const),
    ]) {
      const url = URL.parse(href, page.base === null ? address : URL.parse(page.base, address)?.href)
      if (url === null || url.origin !== origin) continue
      const fragment = url.hash.slice(1)
      url.hash = ''
      if (isLink && fragment !== '') fragments.push({ address: url.href, fragment })
      if (seen.has(url.href)) continue
      seen.add(url.href)
      queue.push(url.href)
    }
  }
  for (const { address, fragment } of fragments) {
    const page = pages.get(address)
    if (page === undefined || /^top$|^[/!]|^:~:/i.test(fragment)) continue
    if (!page.ids.has(fragment) && !page.ids.has(decoded(fragment))) anchors.add(`${address}#${fragment}`)
  }
  return { pages: pages.size, files: seen.size, dead, deadAnchors: anchors }
}

function readPage(html: string): Page {
  const links: string[] = []
  const resources: string[] = []
  const ids = new Set<string>()
  let style = false
  let base: string | null = null
  const parser = new Parser({
    onopentag(tag, attributes) {
      const { href, src, id, name } = attributes
      if (id !== undefined) ids.add(id)
      if (tag === 'a' && name !== undefined) ids.add(name)
      if (tag === 'a' || tag === 'area') {
        if (href !== undefined) links.push(href.trim())
      } else if (tag === 'link') {
        // Without `rel` it is no link to anything that a visitor could open.
        if (href !== undefined && !/^$|search|dns-prefetch|preconnect/.test(attributes['rel'] ?? ''))
          resources.push(href.trim())
      } else if (tag === 'base') base ??= href ?? null
      else if (src !== undefined) resources.push(src.trim())
      if (attributes['style'] !== undefined) resources.push(...styles(attributes['style']))
      style = tag === 'style'
    },
    ontext(data) {
      if (style) resources.push(...styles(data))
    },
    onclosetag: () => void (style = false),
  })
  parser.end(html)
  return { base, links, resources: resources.filter((one) => !one.startsWith('data:')), ids }
}

function styles(css: string): string[] {
  return [...css.replace(/\/\*[^]*?\*\//g, '').matchAll(/url\(\s*["']?([^"')]+)["']?\s*\)|@import\s+["']([^"']+)["']/g)]
    .map((match) => (match[1] ?? match[2]!).trim())
    .filter((one) => !/^(data:|#|about:)/.test(one))
}

/** The file that a static server sends for a path; `null` when there is none. */
function fileOf(root: string, pathname: string): string | null {
  const file = path.join(root, decoded(pathname))
  if (!existsSync(file)) return null
  if (!statSync(file).isDirectory()) return pathname.endsWith('/') ? null : file
  const index = path.join(file, 'index.html')
  return existsSync(index) ? index : null
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
