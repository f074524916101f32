/**
 * `node bench/extract.ts <folder>`: precision of the extraction, field by field, on saved pages with a truth file
 * (`truth.json`: what a reader sees). The pages are not part of the repository. Prints what was missed with `--misses`.
 */
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { extractPage } from '../src/gather/extract/extract-page.ts'
import { day } from '../src/kernel/day.ts'

interface Truth {
  readonly file: string
  readonly kind: string
  readonly column: string | null
  readonly publishDate: string | null
  readonly items: readonly { readonly title: string; readonly href: string; readonly date: string | null }[] | null
  readonly newest: string | null | undefined
  readonly pager: { readonly total: number; readonly pages: number } | null | undefined
  readonly siteCode: string | null | undefined
  readonly icp: string | null | undefined
  readonly police: string | null | undefined
  readonly organiser: string | undefined
  readonly conac: boolean | undefined
  readonly errorReport: boolean | undefined
}

const folder = process.argv[2]
if (folder === undefined) throw new Error('usage: node bench/extract.ts <folder with truth.json and pages/> [--misses]')
const misses = process.argv.includes('--misses')
const capturedOn = day('2026-01-01')
const squeeze = (text: string | null | undefined) => text?.replace(/\s+/g, '') ?? null

const scores = new Map<string, { right: number; of: number }>()
function score(field: string, file: string, found: unknown, truth: unknown): void {
  const entry = scores.get(field) ?? { right: 0, of: 0 }
  scores.set(field, entry)
  entry.of += 1
  if (found === truth) entry.right += 1
  else if (misses) console.log(`${field}\t${file}\tfound ${String(found)}\ttruth ${String(truth)}`)
}

for (const truth of readTruth(folder)) {
  const { file } = truth
  const page = extractPage({ file, bytes: readFileSync(path.join(folder, file)), url: null, capturedOn })
  const visible = page.published !== null && page.published.source === 'visible' ? page.published.day : null
  score(truth.publishDate === null ? 'no published date' : 'published', file, visible, truth.publishDate)
  if (truth.column !== null && truth.kind !== 'home')
    score('column', file, squeeze(page.column?.name), squeeze(truth.column))
  if (truth.siteCode !== undefined) score('footer.siteCode', file, page.footer.siteCode, truth.siteCode)
  if (truth.icp !== undefined) score('footer.icp', file, squeeze(page.footer.icp), squeeze(truth.icp))
  if (truth.police !== undefined) score('footer.police', file, squeeze(page.footer.police), squeeze(truth.police))
  if (truth.organiser !== undefined) score('footer.organiser', file, page.footer.organiser, truth.organiser)
  if (truth.conac !== undefined) score('footer.conac', file, page.footer.conac !== null, truth.conac)
  if (truth.errorReport !== undefined)
    score('footer.errorReport', file, page.footer.errorReport !== null, truth.errorReport)
  if (truth.pager !== undefined) {
    score(
      'pager',
      file,
      JSON.stringify(page.pager),
      JSON.stringify(truth.pager && { total: truth.pager.total, pages: truth.pager.pages }),
    )
  }
  if (truth.newest !== undefined) score('list.newest', file, page.list.newest, truth.newest)
  if (truth.items !== null) {
    const key = (title: string, href: string | null, date: string | null) => `${squeeze(title)} ${href} ${date}`
    const found = page.list.items.map((item) => key(item.title, item.href, item.day))
    for (const item of truth.items)
      score('list.items found', file, found.includes(key(item.title, item.href, item.date)), true)
    const wanted = new Set(truth.items.map((item) => key(item.title, item.href, item.date)))
    for (const item of found) score('list.items right', `${file} ${item}`, wanted.has(item), true)
  }
}
for (const [field, { right, of }] of scores)
  console.log(`${field.padEnd(20)} ${(right / of).toFixed(4)}  ${right} of ${of}`)

const files = globSync(`${folder}/pages/**/*.html`).map((file) => ({ file, bytes: readFileSync(file) }))
const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0)
for (let round = 1; round <= 3; round += 1) {
  const start = process.cpuUsage()
  for (const file of files) JSON.stringify(extractPage({ ...file, url: null, capturedOn }))
  const { user, system } = process.cpuUsage(start)
  console.log(
    `round ${round}: ${((bytes / (user + system)) * 1).toFixed(1)} MB per CPU second (${files.length} pages, ${(bytes / 1e6).toFixed(1)} MB)`,
  )
}

/* oxlint-disable typescript/no-unsafe-type-assertion -- the truth file is ours to trust: this is a measuring script */
function readTruth(root: string): Truth[] {
  const { pages, siteGroup } = JSON.parse(readFileSync(path.join(root, 'truth.json'), 'utf8')) as {
    pages: Record<string, never>[]
    siteGroup: Record<string, never>[]
  }
  const one = (list: readonly string[]) => list[0] ?? null
  return [
    ...pages.map((page): Truth => {
      const footer = page['footer'] as unknown as Record<string, string & boolean> | string
      const item = (name: string) => (typeof footer === 'string' ? undefined : footer[name])
      return {
        file: `pages/${String(page['id'])}.html`,
        kind: page['kind']!,
        column: page['column'] ?? null,
        publishDate: page['publishDate']!,
        items: null,
        newest: page['newestListDate'],
        pager: undefined,
        siteCode: item('siteId'),
        icp: item('icp'),
        police: item('police'),
        organiser: item('sponsor'),
        conac: item('conac'),
        errorReport: item('jiucuo'),
      }
    }),
    ...siteGroup.map((page): Truth => {
      const footer = page['footer'] as unknown as { siteId: string[]; icp: string[]; police: string[] }
      return {
        file: page['file']!,
        kind: page['kind']!,
        column: page['column']!,
        publishDate: page['publishDate']!,
        items: page['items']!,
        newest: page['newestListDate']!,
        pager: page['pager']!,
        siteCode: one(footer.siteId),
        icp: one(footer.icp),
        police: one(footer.police),
        organiser: undefined,
        conac: undefined,
        errorReport: undefined,
      }
    }),
  ]
}
