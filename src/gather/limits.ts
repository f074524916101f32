/** How far gathering may go: politeness, sizes, networks. Part of the configuration of an installation. */
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'

const network = z
  .string()
  .refine((text) => ipaddr.isValidCIDR(text), { error: '不是网段，请写作 CIDR，例如 10.0.0.0/8' })

const nameServer = z.string().refine(isNameServer, {
  error: '不是域名服务器的地址，请写作 223.5.5.5、223.5.5.5:53 或 [240c::6666]:53',
})

function isNameServer(text: string): boolean {
  if (isIP(text) !== 0) return true
  const [, address, port] = /^(\d[\d.]*|\[[\da-f:.]+\]):(\d{1,5})$/i.exec(text) ?? []
  return address !== undefined && isIP(address.replace(/^\[|\]$/g, '')) !== 0 && Number(port) <= 65_535
}

/** A web page or a mailbox, in letters that may stand in a header. */
function isContact(text: string): boolean {
  if (/^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(text)) return true
  return /^https?:\/\/[\u0021-\u007e]+$/.test(text) && !/[()]/.test(text) && URL.canParse(text)
}

export const gatherLimits = z.object({
  /** Requests under way at once per host. */
  hostInFlight: z.number().int().min(1).default(2),
  /** Pause between the starts of two requests to one host (SL10: at most one request a second). */
  hostGapMs: z.number().min(0).default(1000),
  /** A host whose answers take twice as long as they used to, and this long at least, is asked up to 5 times as slowly. */
  slowDownMs: z.number().min(0).default(500),
  /** Answers slower than this count as not opened (WEB-V2). */
  timeoutMs: z.number().int().min(1).default(15_000),
  /** Answers slower than this open, but are reported as slow. */
  slowMs: z.number().int().min(1).default(5000),
  /** Decompressed bytes read of one answer; what is longer is cut and said so. */
  maxBodyBytes: z.number().int().default(10_000_000),
  maxPagesPerSite: z.number().int().min(1).default(200),
  /** Links checked per site besides the pages that are read; further ones are reported as unchecked. */
  maxLinksPerSite: z.number().int().min(0).default(1000),
  /** Links that are remembered at all: what bounds the memory of a crawl. */
  maxKnownLinks: z.number().int().min(1).default(200_000),
  /** Links followed from the home page. */
  maxDepth: z.number().int().min(0).default(20),
  /** Whether links to other sites are checked. */
  checkExternal: z.boolean().default(true),
  /** Whether pages that only scripts make are looked at in a browser. */
  useBrowser: z.boolean().default(true),
  /** Pictures of pages that are kept in a site's archive as proof, when there is a browser. */
  screenshotsPerSite: z.number().int().min(0).default(12),
  /** As many as browsers follow. */
  maxRedirects: z.number().int().default(20),
  /** Whether the public internet may be visited at all; `false` for the simulated city and for closed networks. */
  publicInternet: z.boolean().default(true),
  /** Further networks that may be visited, as CIDR, e.g. 127.0.0.0/8 for the simulated city. */
  allowNetworks: z.array(network).default([]),
  /** Name servers to ask in place of this machine's own, e.g. `223.5.5.5` or `[240c::6666]:53`. */
  dnsServers: z.array(nameServer).default([]),
  /** Whether this machine can visit sites over IPv6; `null`: it can when it has a public IPv6 address. */
  ipv6: z.boolean().nullable().default(null),
  /** Page or mailbox where whoever is visited learns who we are; demanded outside `allowNetworks`. */
  contact: z
    .string()
    .refine(isContact, {
      error: '不是网页地址或邮箱，例如 https://www.example.gov.cn/mingcha 或 jiancha@example.gov.cn',
    })
    .nullable()
    .default(null),
  /** What we call ourselves; made of name, version and `contact` unless it is given. */
  userAgent: z.string().default('Mingcha/0.1 (government website inspection)'),
})
export type GatherLimits = z.output<typeof gatherLimits>

const unnamed = gatherLimits.shape.userAgent.parse(undefined)

/**
 * The limits with the User-Agent that names the contact: `Mingcha/0.1 (+https://…; government website inspection)`, or
 * `(+mailto:…; …)`. A User-Agent of the configuration stays as it is.
 */
export function introduced(limits: GatherLimits): GatherLimits {
  const { contact, userAgent } = limits
  if (contact === null || userAgent !== unnamed) return limits
  const where = contact.includes('://') ? contact : `mailto:${contact}`
  return { ...limits, userAgent: unnamed.replace('(', `(+${where}; `) }
}

/** Whether whoever is visited can find out who we are. */
export function saysContact({ contact, userAgent }: GatherLimits): boolean {
  return contact !== null || /https?:\/\/|[\w.+-]+@[\w-]+\.\w/.test(userAgent)
}
