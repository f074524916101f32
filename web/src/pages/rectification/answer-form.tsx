/** Answering with proof: words and up to nine files, photographs taken on the spot included. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { useId, useState } from 'react'
import { request } from '../../api/request.ts'
import { FileButton } from '../../shell/file-button.tsx'
import { ProblemNote } from '../../shell/problem-note.tsx'
import { sizeWords } from './answers.tsx'

const mostFiles = 9
const taken = 'image/*,.pdf,.docx,.xlsx,.ofd'

export function AnswerForm({ path, again }: { readonly path: string; readonly again: boolean }) {
  const [text, setText] = useState('')
  const [files, setFiles] = useState<readonly File[]>([])
  const { message } = App.useApp()
  const client = useQueryClient()
  const textId = useId()
  const send = useMutation({
    mutationFn: () => {
      const form = new FormData()
      form.set('text', text)
      for (const file of files) form.append('files', file)
      return request(`${path}/answers`, { method: 'POST', body: form })
    },
    onSuccess: () => {
      void message.success('已反馈，将自动复查')
      setText('')
      setFiles([])
      return client.invalidateQueries()
    },
  })
  return (
    <form
      className="answer-form"
      onSubmit={(event) => {
        event.preventDefault()
        send.mutate()
      }}
    >
      <ProblemNote error={send.error} />
      <label htmlFor={textId}>{again ? '补充反馈' : '整改情况'}（做了什么、何时完成）</label>
      <Input.TextArea
        id={textId}
        rows={4}
        maxLength={5000}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <div>
        <FileButton
          label="添加佐证材料"
          accept={taken}
          multiple
          onFiles={(chosen) => setFiles([...files, ...chosen].slice(0, mostFiles))}
        />
        <span className="muted"> 图片、pdf、docx、xlsx、ofd，最多 {mostFiles} 份</span>
      </div>
      {files.length > 0 && (
        <ul className="files">
          {files.map((file, index) => (
            <li key={`${file.name} ${index}`}>
              <span>{file.name}</span>
              <span className="muted">{sizeWords(file.size)}</span>
              <Button
                size="small"
                type="link"
                aria-label={`移除 ${file.name}`}
                onClick={() => setFiles(files.filter((_, at) => at !== index))}
              >
                移除
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Button type="primary" htmlType="submit" size="large" loading={send.isPending} disabled={text.trim() === ''}>
        提交反馈
      </Button>
    </form>
  )
}
