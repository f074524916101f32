/** A way out of the console to an address that a site, a file or a page gave us: a link where it leads to the web, else text. */
import type { ReactNode } from 'react'

export function OutsideLink({
  url,
  title,
  children = url,
}: {
  readonly url: string
  readonly title?: string
  readonly children?: ReactNode
}) {
  // `javascript:` and its like run in whoever clicks
  if (!/^https?:\/\//i.test(url)) return <span className="mono">{children}</span>
  return (
    <a className="mono" href={url} target="_blank" rel="noreferrer noopener" title={title}>
      {children}
    </a>
  )
}
