/** Pictures of the pages that evidence stands on: home page, pages with faulty links, columns with the oldest news first. */
import type { Evidence } from '../../evidence/evidence.ts'
import type { Archive } from '../archive/wacz.ts'
import type { Browser } from '../browser/browser.ts'
import { findPlaces, takeScreenshot } from '../browser/screenshot.ts'

export interface ScreenshotMeans {
  readonly browser: Browser
  readonly archive: Archive
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly signal: AbortSignal
}

/** Takes at most `most` pictures into the archive. A page that lets none be taken is left out. */
export async function keepScreenshots(
  pages: readonly string[],
  most: number,
  { browser, archive, clock, signal }: ScreenshotMeans,
): Promise<void> {
  await Promise.all(
    [...new Set(pages)].slice(0, most).map(async (url) => {
      // Taken in an earlier life of this inspection.
      if (archive.hasScreenshot(url)) return
      const visited = await browser.visit(url, { signal, pictures: true }, async ({ page }) => {
        const picture = await takeScreenshot(page)
        return picture === null ? null : { picture, places: await findPlaces(page) }
      })
      if (visited.failure || visited.value === null) return
      const { picture, places } = visited.value
      await archive.storeScreenshot(url, picture, new Date(clock()).toISOString(), places)
    }),
  )
}

const maxFaultyPages = 5

/** Which pages are worth a picture, the most telling first. All of them were visited before, so robots.txt allows them. */
export function pagesToPicture(
  home: string,
  columns: Evidence['columns'] | null,
  links: Evidence['links'],
): readonly string[] {
  const faulty = links.findings.filter(({ outcome }) => outcome === 'broken').map(({ foundOn }) => foundOn)
  const oldestFirst = (columns?.columns ?? [])
    .filter(({ state }) => state !== 'unreadable')
    .toSorted((a, b) => ((a.newest ?? '') < (b.newest ?? '') ? -1 : 1))
    .map(({ url }) => url)
  return [home, ...[...new Set(faulty)].slice(0, maxFaultyPages), ...oldestFirst]
}
