/** A decision with its reason: two buttons under one text. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Space } from 'antd'
import { useId, useState } from 'react'
import { asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'
import { ProblemNote } from '../../shell/problem-note.tsx'

interface Choice {
  readonly words: string
  readonly body: Readonly<Record<string, unknown>>
}

interface DecideProps {
  readonly path: string
  readonly yes: Choice
  readonly no?: Choice
  /** Name of the text in the body; `reason` unless said. */
  readonly field?: string
  readonly label?: string
}

export function Decide({ path, yes, no, field = 'reason', label = '理由' }: DecideProps) {
  const [text, setText] = useState('')
  const { message, notification } = App.useApp()
  const client = useQueryClient()
  const id = useId()
  const decide = useMutation({
    mutationFn: ({ body }: Choice) => request(path, { method: 'POST', body: { ...body, [field]: text } }),
    onSuccess: (_, { words }) => {
      void message.success(`已办理：${words}`)
      setText('')
      return client.invalidateQueries()
    },
    // Somebody else may have been first: the page then shows what they did, and this form may be gone with it.
    onError: (error) => {
      const { message: title, advice } = asProblem(error)
      notification.error({ title, description: advice, duration: 10 })
      return client.invalidateQueries()
    },
  })
  return (
    <div className="narrow-form">
      <ProblemNote error={decide.error} />
      <label htmlFor={id}>{label}</label>
      <Input.TextArea id={id} rows={2} maxLength={2000} value={text} onChange={({ target }) => setText(target.value)} />
      <Space style={{ marginTop: 8 }}>
        <Button type="primary" loading={decide.isPending} onClick={() => decide.mutate(yes)}>
          {yes.words}
        </Button>
        {no && (
          <Button disabled={decide.isPending} onClick={() => decide.mutate(no)}>
            {no.words}
          </Button>
        )}
      </Space>
    </div>
  )
}
