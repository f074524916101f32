/** Making values harmless in the markup of a channel. Robots know no escapes, so signs are replaced by their full-width twins. */

/**
 * For the Markdown of group robots: no tags (`<@all>`, `<font>`), no links and no pictures that a crawled text could smuggle
 * into a message of ours.
 */
export function escapeMarkdown(value: string): string {
  return value
    .replaceAll('<', '＜')
    .replaceAll('>', '＞')
    .replaceAll('](', '］（')
    .replaceAll('`', '｀')
    .replaceAll('*', '＊')
}

/** For texts in which only tags mean something (`<at user_id="all">`). */
export function escapeTags(value: string): string {
  return value.replaceAll('<', '＜').replaceAll('>', '＞')
}
