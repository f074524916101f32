/** Opens the drawer of a row; a link, so that it can be opened beside or passed on. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Search } from '../search.ts'

export function OpenLink({ row, children }: { readonly row: string | number; readonly children: ReactNode }) {
  return (
    <Link to="." search={((before: Search) => ({ ...before, open: String(row) })) as never} resetScroll={false}>
      {children}
    </Link>
  )
}
