/** Signing in and out, the first account, and passwords. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Me } from './me.ts'
import { request } from './request.ts'

export interface Credentials {
  readonly userName: string
  readonly password: string
}

export const signIn = (credentials: Credentials) => request<Me>('/api/session', { method: 'POST', body: credentials })

export interface NewPassword {
  readonly current: string
  readonly password: string
}

export const changePassword = ({ current, password }: NewPassword) =>
  request<Me>('/api/me/password', { method: 'PUT', body: { current, password } })

export function useSignOut() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => request('/api/session', { method: 'DELETE' }),
    // Nothing of theirs stays for the next person at this machine.
    onSettled: () => {
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' })
      client.setQueryData(['me'], null)
    },
  })
}
