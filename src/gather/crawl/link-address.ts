/** Addresses of links: resolved as a browser would, compared without what does not name a page. */

/**
 * The absolute http(s) address of a link, without its hash; `null` when it leads nowhere (`#`, `javascript:`, `mailto:`) and
 * `undefined` when it was meant to but cannot be read. On GB18030 and Big5 pages browsers encode Chinese in a query in
 * that encoding; elsewhere, and in paths always, in UTF-8.
 */
export function linkAddress(href: string, base: string, encoding: string): string | null | undefined {
  const trimmed = href.trim()
  const text = lineBreaks.test(trimmed) ? trimmed.replace(/[\t\n\r]/g, '') : trimmed
  if (text === '' || text.startsWith('#')) return null
  const quick = quickAddress(text, base)
  if (quick !== null) return quick
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase()
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') return null
  const url = URL.parse(encoding === 'gb18030' || encoding === 'big5' ? encodeQuery(text, encoding) : text, base)
  if (url === null) return undefined
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  url.hash = ''
  return url.href
}

const lineBreaks = /[\t\n\r]/

/** Characters that a URL parser leaves as they are in a path: word characters, `-./~`. */
const plainCodes = new Uint8Array(128)
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./~')
  plainCodes[char.charCodeAt(0)] = 1

/**
 * Whether a URL parser would not change a path (from a position behind its first `/`): plain characters, no dots to
 * resolve, no empty segment but the last. Most of all links are such.
 */
function isPlainPath(text: string, from: number, to: number): boolean {
  let dots = 0
  let letters = 0
  for (let at = from; at <= to; at += 1) {
    const code = at === to ? 47 : text.charCodeAt(at)
    if (code === 47) {
      if (letters === 0 && (dots === 1 || dots === 2 || (dots === 0 && at < to))) return false
      dots = 0
      letters = 0
    } else if (code === 46) dots += 1
    else if (code < 128 && plainCodes[code] === 1) letters += 1
    else return false
  }
  return true
}

const plainQuery = /^[\w\-/.~=&%+:,;@!*()]*$/
const plainOrigin = /^https?:\/\/(?:[a-z][a-z0-9-]*\.)+[a-z]{2,}$/

/** The address of an ordinary link without the help of the URL parser; `null` when it needs one. */
function quickAddress(text: string, base: string): string | null {
  const question = text.indexOf('?')
  const pathEnd = question < 0 ? text.length : question
  if (question >= 0 && !plainQuery.test(text.slice(question + 1))) return null
  const code = text.charCodeAt(0)
  if (code === 47) return isPlainPath(text, 1, pathEnd) ? originOf(base) + text : null
  if (text.startsWith('http')) {
    const slash = text.indexOf('/', 8)
    if (slash < 0 || slash >= pathEnd || !isPlainPath(text, slash + 1, pathEnd)) return null
    return plainOrigin.test(text.slice(0, slash)) ? text : null
  }
  let up = 0
  while (text.startsWith('../', up * 3)) up += 1
  const from = up * 3
  if (from === pathEnd || plainCodes[text.charCodeAt(from)] !== 1 || !/\w/.test(text[from]!)) return null
  if (!isPlainPath(text, from, pathEnd)) return null
  return folderAbove(base, up) + (from === 0 ? text : text.slice(from))
}

let [lastBase, lastOrigin, lastFolder] = ['', '', '']

/** Bases come page by page: the last one is remembered. */
function knowBase(base: string): void {
  if (base === lastBase) return
  const url = new URL(base)
  lastBase = base
  lastOrigin = url.origin
  lastFolder = url.origin + url.pathname.slice(0, url.pathname.lastIndexOf('/') + 1)
}

function originOf(base: string): string {
  knowBase(base)
  return lastOrigin
}

/** The folder of a base, or the one so many steps above it; the root has none above. */
function folderAbove(base: string, steps: number): string {
  knowBase(base)
  let folder = lastFolder
  for (let step = 0; step < steps && folder.length > lastOrigin.length + 1; step += 1) {
    folder = folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1)
  }
  return folder
}

/** Parameters that name a visit, not a page. A `sid` of a few digits is the number of a site or column and stays. */
const ignoredParameter =
  /^(utm_\w+=|spm=|(j|php|asp\.?net_?)?_?sess(ion)?_?id=[\w.!-]{16}|(php|j)sessid=|aspsessionid\w*=|cf(id|token)=\w{5}|sid=[\da-z]{16}|(_|_t|timestamp)=\d{10})/i
/** Session ids within a path: `;jsessionid=…`, and `/(S(…))/` of ASP.NET. */
const sessionInPath = /;(?:jsessionid|phpsessid|sid|sessionid)=[^/;]*|\/\([A-Z]\([\w-]{8,}\)\)(?=\/)/gi

/** What two addresses of the same page have in common; for comparing, never for requesting. */
export function addressKey(address: string): string {
  // Most addresses have nothing of the kind, and taking an address apart costs more than looking.
  if (!/[?#]|;\w+=|\/\([A-Z]\(|:(80|443)\/|\.[:/]/i.test(address)) return address
  const url = URL.parse(address)
  if (url === null) return address
  url.hash = ''
  url.hostname = url.hostname.replace(/\.$/, '')
  url.pathname = url.pathname.replace(sessionInPath, '')
  if (url.search !== '') {
    const kept = url.search
      .slice(1)
      .split('&')
      .filter((pair) => !ignoredParameter.test(pair))
    url.search = kept.join('&')
  }
  return url.href
}

/** Whether a text is an absolute http(s) address. */
export function isWebAddress(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '')
}

/** Whether two hosts are the same site: equal but for a leading `www.`. Ports belong to the host. */
export function sameSite(host: string, other: string): boolean {
  return host.replace(/^www\./, '') === other.replace(/^www\./, '')
}

/** Second level labels under which names are registered. */
const secondLevels = /^(gov|com|org|net|edu|ac|mil|co|idv|[a-z]{2})$/

/** The part of a host name that one organisation owns: `www.sh.gov.cn` → `sh.gov.cn`; an IP address is itself. */
export function registrableDomain(hostname: string): string {
  if (/^[\d.]+$|^\[/.test(hostname)) return hostname
  const labels = hostname.replace(/\.$/, '').split('.')
  const count = labels.length > 2 && labels.at(-1)!.length === 2 && secondLevels.test(labels.at(-2)!) ? 3 : 2
  return labels.slice(-count).join('.')
}

const attachment =
  /\.(pdf|docx?|xlsx?|pptx?|ofd|wps|et|dps|rtf|csv|txt|zip|rar|7z|gz|tar|jpe?g|png|gif|bmp|webp|svg|ico|mp[34]|avi|wmv|flv|mov|m4a|wav|apk|exe|ipa|dmg|swf)$/i

/** Whether the address names a file rather than a page, by its ending. */
export function isAttachment(address: string): boolean {
  return attachment.test(URL.parse(address)?.pathname ?? '')
}

type TwoByteEncoding = 'gb18030' | 'big5'

/** Code of every character that has one of two bytes; built when a page with such a query first appears. */
const codes = new Map<TwoByteEncoding, Map<string, string>>()

function encodeQuery(href: string, encoding: TwoByteEncoding): string {
  const start = href.indexOf('?')
  if (start < 0 || !/[^\u0000-\u007f]/.test(href.slice(start))) return href
  const own = codes.get(encoding) ?? twoByteCodes(encoding)
  codes.set(encoding, own)
  const [query, hash] = href.slice(start).split(/(?=#)/, 2)
  return href.slice(0, start) + query!.replace(/[^\u0000-\u007f]/gu, (char) => own.get(char) ?? char) + (hash ?? '')
}

function twoByteCodes(encoding: TwoByteEncoding): Map<string, string> {
  const table = new Map<string, string>()
  const decoder = new TextDecoder(encoding)
  // Of what Big5 can spell in two ways, encoders use the second.
  for (let lead = encoding === 'big5' ? 0xa1 : 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue
      const char = decoder.decode(Uint8Array.of(lead, trail))
      if (char.length === 1 && char !== '\ufffd' && !table.has(char)) table.set(char, `%${hex(lead)}%${hex(trail)}`)
    }
  }
  return table
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0')
}
