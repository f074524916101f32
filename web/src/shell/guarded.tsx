/** A page for those who may use it. */
import type { ReactNode } from 'react'
import { useMay } from '../api/me.ts'
import type { PageEntry } from '../pages.ts'
import { NoPermissionState } from './states.tsx'

export function Guarded({ entry, children }: { readonly entry: PageEntry; readonly children: ReactNode }) {
  return useMay()(entry.capability) ? children : <NoPermissionState />
}
