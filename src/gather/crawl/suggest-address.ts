/** What the author of a broken link probably meant: an address that differs in spelling only and works. */
import { registrableDomain } from './link-address.ts'
import { isFine, type KnownLink, type LinkRegister } from './link-register.ts'

const repairable = new Set([
  'notFound',
  'gone',
  'softNotFound',
  'badAddress',
  'dns',
  'refused',
  'tls',
  'redirectedHome',
])
const maxTrials = 50

/**
 * Looks among the links that work first, and then asks for a few spellings of each. `works` visits an address; it is called
 * at most 50 times.
 */
export async function suggestAddresses(
  register: LinkRegister,
  works: (url: string) => Promise<boolean>,
): Promise<void> {
  const broken: KnownLink[] = []
  for (const link of register.all()) {
    const { result } = link
    if (result !== null && result.error !== null && result.suggestion === null && repairable.has(result.error))
      broken.push(link)
  }
  const wanted = new Map<string, KnownLink[]>()
  for (const link of broken) {
    const key = folded(link.url)
    const same = wanted.get(key)
    if (same) same.push(link)
    else wanted.set(key, [link])
  }
  if (wanted.size === 0) return
  for (const link of register.all()) {
    if (isFine(link)) for (const other of wanted.get(folded(link.url)) ?? []) suggest(other, link.url)
  }
  let trials = 0
  for (const link of broken) {
    for (const spelling of spellings(link)) {
      if (link.result?.suggestion !== null || trials >= maxTrials) break
      trials += 1
      if (await works(spelling)) suggest(link, spelling)
    }
  }
}

function suggest(link: KnownLink, suggestion: string): void {
  if (link.result !== null && link.url !== suggestion) link.result = { ...link.result, suggestion }
}

/** What two spellings of an address have in common: neither scheme nor case, width, index page or slashes tell them apart. */
function folded(address: string): string {
  return decoded(address)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^https?:\/\/(www\.)?/, '')
    .replace(/[\s\u3000]+|\\/g, (found) => (found === '\\' ? '/' : ''))
    .replace(/\/(index|default)\.\w+$/, '/')
    .replace(/\.s?html?$/, '')
    .replace(/\/{2,}/g, '/')
    .replace(/[/.,;，。；、）)]+$/, '')
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}

function spellings({ url, result }: KnownLink): string[] {
  const tries = new Set<string>()
  const parsed = URL.parse(url)
  const plain = decoded(url).normalize('NFKC')
  // `http：//…`, `http//…` and `http:/…` are read as paths below the page.
  const buried = /(?:^|\/)(https?)\s*(?::\/?|\/)\/?\s*((?:[\w-]+\.)+[a-z]{2,}\b.*)$/i.exec(plain.slice(8))
  if (buried) tries.add(`${buried[1]!.toLowerCase()}://${buried[2]!}`)
  if (parsed !== null && /^https?:$/.test(parsed.protocol)) {
    if (result?.error === 'notFound' || result?.error === 'softNotFound') {
      const { pathname } = parsed
      const with_ = (path: string) => parsed.origin + path + parsed.search
      tries.add(URL.parse(plain.replace(/[\s\u3000]+$/g, '').replaceAll('\\', '/'))?.href ?? url)
      if (pathname.endsWith('/')) tries.add(with_(pathname.replace(/\/+$/, '')))
      else if (!/\.\w+$/.test(pathname)) tries.add(with_(`${pathname}/`))
      tries.add(with_(pathname.replace(/(%20|%E3%80%80|[.,;])+$/i, '')))
      tries.add(with_(pathname.toLowerCase()))
    }
    const isName = registrableDomain(parsed.hostname).includes('.') && !/^[\d.]+$/.test(parsed.hostname)
    if (parsed.protocol === 'http:' && parsed.port === '' && isName) tries.add(url.replace(/^http:/, 'https:'))
  }
  tries.delete(url)
  return [...tries].filter((address) => URL.canParse(address)).slice(0, 4)
}
