/** What a page shows in the browser: its HTML after the scripts have run, as an answer that the readers of pages take. */
import type { FetchedPage } from '../fetch/fetch-page.ts'
import type { Browser, BrowserFailure, BrowserVisit, LoadedPage } from './browser.ts'

export interface RenderedPage {
  /** As if the server had sent the page like this; its status is that of the last answer. */
  readonly answer: FetchedPage
  readonly scriptErrors: LoadedPage['scriptErrors']
  readonly failures: LoadedPage['failures']
  /** Whether the server sent a page; else what is shown is the browser's own frame around a file, be it empty or not. */
  readonly isPage: boolean
}

export type Rendered =
  | { readonly page: RenderedPage; readonly failure?: undefined }
  | { readonly failure: BrowserFailure; readonly page?: undefined }

/** Opens and reads an address; what is longer than `maxBytes` is cut. */
export async function renderPage(
  browser: Browser,
  url: string,
  visit: BrowserVisit,
  maxBytes: number,
): Promise<Rendered> {
  const visited = await browser.visit(url, visit, async (loaded) => {
    const html = Buffer.from(await contentOf(loaded))
    const answer: FetchedPage = {
      url: loaded.page.url(),
      hops: [],
      status: loaded.status,
      // Text as the browser decoded it, whatever the server called it.
      headers: [
        ...loaded.headers.filter(([name]) => !/^content-(type|length|encoding)$/i.test(name)),
        ['content-type', 'text/html; charset=utf-8'],
      ],
      body: html.subarray(0, maxBytes),
      truncated: html.length > maxBytes,
      wireBytes: html.length,
      encodingProblem: null,
      elapsedMs: loaded.elapsedMs,
    }
    return { answer, scriptErrors: loaded.scriptErrors, failures: loaded.failures, isPage: isPage(loaded) }
  })
  return visited.failure ? visited : { page: visited.value }
}

function isPage({ headers }: LoadedPage): boolean {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  return type === undefined || type.trim() === '' || /html|xml|text\/plain/i.test(type)
}

/** The page may just be going on to another address: then it is asked once more. */
async function contentOf({ page }: LoadedPage): Promise<string> {
  try {
    return await page.content()
  } catch {
    await page.waitForLoadState('domcontentloaded')
    return page.content()
  }
}
