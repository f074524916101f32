/** The filters and page of a list, kept in the address; the browser's back button takes back the last of them. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { Search } from '../search.ts'

export const pageSizes = [10, 20, 50, 100] as const
const usualSize = 20

export function useListSearch() {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  /** Changes some filters; a changed filter starts again at page one. */
  const change = useCallback(
    (changes: Search, keepPage = false, replace = false) =>
      void navigate({
        to: '.',
        search: ((before: Search) => ({ ...before, ...(keepPage ? {} : { page: undefined }), ...changes })) as never,
        resetScroll: false,
        replace,
      }),
    [navigate],
  )
  const replaceAll = useCallback(
    (next: Search) => void navigate({ to: '.', search: (() => next) as never, resetScroll: false }),
    [navigate],
  )
  const page = Math.max(1, Number(search['page'] ?? 1) || 1)
  const size = pageSizes.find((known) => known === Number(search['size'])) ?? usualSize
  return { search, page, size, change, replaceAll }
}

/** One filter as text; a list's first. */
export const textOf = (value: Search[string]): string =>
  typeof value === 'string' ? value : value === undefined ? '' : (value[0] ?? '')
/** One filter as a list. */
export const listOf = (value: Search[string]): string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : [...value]
