/** Who is signed in, and what they may do. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ApiProblem } from './problem.ts'
import { request } from './request.ts'

export interface Me {
  readonly userName: string
  readonly name: string
  readonly role: string
  readonly roleName: string
  readonly capabilities: readonly string[]
  readonly scope: { readonly allUnits: boolean; readonly campaigns: readonly string[] | null }
  /** What must be done before anything else. */
  readonly next: 'secondFactor' | 'changePassword' | null
}

const everybody: Me = {
  userName: '',
  name: '本机用户',
  role: 'supervisor',
  roleName: '主管部门',
  capabilities: [],
  scope: { allUnits: true, campaigns: null },
  next: null,
}

/** `null`: nobody is signed in. */
export function useMe() {
  return useQuery({
    queryKey: ['me'],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      request<Me>('/api/me', { signal }).catch((error: unknown) => {
        if (error instanceof ApiProblem && error.status === 401) return null
        // a server that knows no users yet: whoever reaches it may read all
        if (error instanceof ApiProblem && error.status === 404) return everybody
        throw error
      }),
  })
}

/** Whether the signed-in person may do this; pages hide what they may not. */
export function useMay(): (capability: string | undefined) => boolean {
  const me = useQueryClient().getQueryData<Me | null>(['me'])
  return (capability) =>
    capability === undefined || me?.userName === '' || (me?.capabilities.includes(capability) ?? false)
}
