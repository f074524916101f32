/** Content that needs an answer first: loading, trouble, or the content. */
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { LoadingState, TroubleState } from './states.tsx'

interface LoadedProps<Answer> {
  readonly of: UseQueryResult<Answer>
  readonly rows?: number
  readonly children: (answer: NonNullable<Answer>) => ReactNode
}

/** An answer that is stored already stays on screen while a newer one fails: `of.error` is then told above it. */
export function Loaded<Answer>({ of, rows, children }: LoadedProps<Answer>) {
  if (of.data !== undefined && of.data !== null) return <>{children(of.data)}</>
  if (of.isError) return <TroubleState error={of.error} retry={() => void of.refetch()} />
  return <LoadingState {...(rows === undefined ? {} : { rows })} />
}
