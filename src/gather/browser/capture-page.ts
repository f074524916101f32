/**
 * A public page of an account as our Chromium shows it, for a person to read: title, the dates that stand on it, a picture. A
 * date on a page is not yet the date of a post, so that this proposes and a person decides. A page that asks for a
 * verification is blocked, and nothing is done to get past it.
 */
import { dayFrom, type Day } from '../../kernel/day.ts'
import { clip, normaliseText } from '../../kernel/text.ts'
import { findDates } from '../crawl/date-text.ts'
import { recogniseBlock } from '../fetch/blocked.ts'
import type { Browser } from './browser.ts'
import { takeScreenshot } from './screenshot.ts'

export interface CapturedPage {
  readonly title: string
  /** Days that stand on the page with their year, newest first; none lies after `capturedOn`. */
  readonly days: readonly Day[]
  /** JPEG of the whole page. */
  readonly picture: Buffer
}

export type Capture =
  | { readonly captured: CapturedPage }
  | {
      readonly outcome: 'blocked' | 'unreachable' | 'unreadable'
      /** Chinese. */
      readonly detail: string
      /** What was shown instead. */
      readonly html: Buffer | null
    }

const [maxTextChars, maxDays] = [500_000, 20]

/** Opens a page and looks at it. Trouble of the page is the result. */
export async function capturePage(
  browser: Browser,
  url: string,
  { signal, capturedOn }: { readonly signal: AbortSignal; readonly capturedOn: Day },
): Promise<Capture> {
  const visited = await browser.visit(url, { signal, pictures: true }, async ({ page, status, headers }) => {
    const html = Buffer.from(await page.content())
    const block = recogniseBlock({ status, headers, body: html })
    if (block !== null) return { outcome: 'blocked' as const, detail: `${url} ${block}`, html }
    if (status >= 400) return { outcome: 'unreadable' as const, detail: `${url} 应答 ${status}`, html }
    const text = await page.evaluate<string>('document.body ? document.body.innerText : ""')
    const picture = await takeScreenshot(page)
    if (picture === null) return { outcome: 'unreadable' as const, detail: `${url} 无法截图`, html }
    const title = clip(normaliseText(await page.title()), 200)
    return { captured: { title, days: visibleDays(text.slice(0, maxTextChars), capturedOn), picture } }
  })
  if (visited.failure) return { outcome: 'unreachable', detail: `${url} ${visited.failure.why}`, html: null }
  return visited.value
}

function visibleDays(text: string, capturedOn: Day): Day[] {
  const days = findDates(text).flatMap(({ year, month, date }) =>
    year === null ? [] : (dayFrom(year, month, date) ?? []),
  )
  const past = [...new Set(days)].filter((day) => day <= capturedOn)
  return past.toSorted().toReversed().slice(0, maxDays)
}
