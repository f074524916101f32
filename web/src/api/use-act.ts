/** Something that is done by a button: says that it was done, says what went wrong, and has the lists read again. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { asProblem } from './problem.ts'

interface ActOptions<Answer> {
  /** Said when it was done; nothing is said without. */
  readonly done?: string
  /** Beginnings of query keys that are out of date then: `/api/users`. */
  readonly refresh?: readonly string[]
  readonly onDone?: (answer: Answer) => void
}

export function useAct<Given, Answer>(
  act: (given: Given) => Promise<Answer>,
  { done, refresh = [], onDone }: ActOptions<Answer> = {},
) {
  const client = useQueryClient()
  const { message, modal } = App.useApp()
  return useMutation({
    mutationFn: act,
    onSuccess: async (answer) => {
      if (done !== undefined) void message.success(done)
      onDone?.(answer)
      await Promise.all(refresh.map((key) => client.invalidateQueries({ queryKey: [key] })))
    },
    onError: (error) => {
      const { message: words, advice, details } = asProblem(error)
      modal.error({ title: words, content: [advice, ...details].join('；') })
    },
  })
}
