/** A page for those who may use it. Whoever may not see the overview begins with the first page of their menu. */
import { Navigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useMay } from '../api/me.ts'
import type { PageEntry } from '../pages.ts'
import { menuOf } from './menu.ts'
import { NoPermissionState } from './states.tsx'

export function Guarded({ entry, children }: { readonly entry: PageEntry; readonly children: ReactNode }) {
  const may = useMay()
  if (may(entry.capability)) return children
  const first = entry.path === '/' ? menuOf(may)[0]?.pages[0] : undefined
  return first === undefined ? <NoPermissionState /> : <Navigate to={first.path} replace />
}
