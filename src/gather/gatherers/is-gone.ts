/** Whether a page is not there, as distinct from one that refuses us, fails for a moment or needs a browser. */
import type { Visit } from '../crawl/crawl-site.ts'

/** True for 404, 410 and pages that say so; everything else leaves open what a visitor sees. */
export function isGone({ error }: Visit): boolean {
  return error === 'notFound' || error === 'gone' || error === 'softNotFound'
}
