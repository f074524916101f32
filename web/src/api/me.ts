/** Who is signed in, and what they may do. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { MeAnswer } from '../../../src/http/routes/session.ts'
import type { Capability } from '../../../src/kernel/actor.ts'
import { ApiProblem } from './problem.ts'
import { request } from './request.ts'

export type Me = MeAnswer

/** `null`: nobody is signed in. */
export function useMe() {
  return useQuery({
    queryKey: ['me'],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      request<Me>('/api/me', { signal }).catch((error: unknown) => {
        if (error instanceof ApiProblem && error.status === 401) return null
        throw error
      }),
  })
}

/** Whether the signed-in person may do this; pages hide what they may not. */
export function useMay(): (capability: Capability | undefined) => boolean {
  const me = useQueryClient().getQueryData<Me | null>(['me'])
  return (capability) => capability === undefined || (me?.capabilities.includes(capability) ?? false)
}
