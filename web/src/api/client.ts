/** The store of answers: one retry for a lost line, none for what the server refused. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiProblem } from './problem.ts'

/** Whoever is no longer signed in is asked again, whatever page noticed it. */
function onError(error: unknown): void {
  if (error instanceof ApiProblem && error.status === 401) queryClient.setQueryData(['me'], null)
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      retry: (count, error) => count < 1 && error instanceof ApiProblem && (error.status === 0 || error.status >= 502),
      retryDelay: 800,
      staleTime: 5_000,
      refetchOnWindowFocus: false,
    },
  },
})
