/** Words of the review pages; the lists that the program decides by come from it. */
import { useQuery } from '@tanstack/react-query'
import { request } from '../../api/request.ts'

interface ReviewWords {
  readonly decisions: Readonly<Record<string, string>>
  readonly roles: Readonly<Record<string, string>>
  readonly waiting: Readonly<Record<string, string>>
  readonly reasons: Readonly<Record<string, string>>
}

const nothing: ReviewWords = { decisions: {}, roles: {}, waiting: {}, reasons: {} }

export function useWords(): ReviewWords {
  const words = useQuery({
    queryKey: ['/api/review/words'],
    staleTime: Infinity,
    queryFn: ({ signal }) => request<ReviewWords>('/api/review/words', { signal }),
  })
  return words.data ?? nothing
}

export const kindNames = { site: '政府网站', account: '政务新媒体' } as const

export const optionsOf = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))

/** Class of an outcome's or decision's colour. */
export const toneOf = (word: string): string =>
  ['failed', 'confirmed'].includes(word) ? 'bad' : ['passed', 'dismissed'].includes(word) ? 'good' : 'unsure'
