/** A wide table in a narrow window: it scrolls by itself, by keyboard as well. */
import type { ReactNode } from 'react'

export function Scrolls({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
    <div className="scrolls" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  )
}
