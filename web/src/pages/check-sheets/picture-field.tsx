/** Pictures of a check sheet: pasted, dropped or chosen; each is uploaded at once and shown. */
import { DeleteOutlined, UploadOutlined } from '@ant-design/icons'
import { App, Button, Spin } from 'antd'
import { useRef, useState, type ClipboardEvent, type DragEvent } from 'react'
import type { ProofPictureAnswer } from '../../../../src/http/routes/check-sheets.ts'
import { asProblem } from '../../api/problem.ts'
import { address, request } from '../../api/request.ts'

interface PictureFieldProps {
  readonly inspectionId: number
  readonly clause: string
  readonly field: string
  readonly value: readonly ProofPictureAnswer[]
  readonly onChange: (pictures: readonly ProofPictureAnswer[]) => void
}

export function PictureField({ inspectionId, clause, field, value, onChange }: PictureFieldProps) {
  const { message } = App.useApp()
  const [uploading, setUploading] = useState(0)
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  // Several may be on their way at once.
  const kept = useRef(value)
  kept.current = value

  const upload = async (files: readonly File[]) => {
    await Promise.all(
      files.map(async (file) => {
        setUploading((count) => count + 1)
        try {
          const path = `/api/inspections/${inspectionId}/clauses/${encodeURIComponent(clause)}/pictures`
          const body = new Blob([file], { type: 'application/octet-stream' })
          const picture = await request<ProofPictureAnswer>(address(path, { field, name: file.name }), {
            method: 'POST',
            body,
          })
          kept.current = [...kept.current, picture]
          onChange(kept.current)
        } catch (error) {
          const problem = asProblem(error)
          void message.error(`${file.name || '粘贴的截图'}：${problem.message}。${problem.advice}`)
        } finally {
          setUploading((count) => count - 1)
        }
      }),
    )
  }
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files]
    if (files.length === 0) return
    event.preventDefault()
    void upload(files)
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void upload([...event.dataTransfer.files])
  }
  return (
    <div
      className={over ? 'paste over' : 'paste'}
      role="group"
      // so that it can be reached, and pasted into, with the keyboard alone
      tabIndex={0}
      aria-label={field}
      onPaste={onPaste}
      onDrop={onDrop}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
    >
      <Button icon={<UploadOutlined />} onClick={() => input.current?.click()}>
        选择图片
      </Button>
      <div className="muted">或点此后按 Ctrl+V 粘贴截图，也可把图片拖到这里；每张不超过 10 MB</div>
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        style={{ display: 'none' }}
        aria-label={`${field}：选择图片`}
        onChange={(event) => {
          void upload([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      {uploading > 0 && <Spin size="small" description="正在上传" />}
      {value.length > 0 && (
        <div className="proof-pictures">
          {value.map(({ id, name }) => (
            <figure key={id}>
              <img src={`/api/proof-pictures/${id}`} alt={name} />
              <figcaption>
                {name}{' '}
                <Button
                  type="text"
                  size="small"
                  icon={<DeleteOutlined />}
                  aria-label={`移除 ${name}`}
                  onClick={() => onChange(value.filter((picture) => picture.id !== id))}
                />
              </figcaption>
            </figure>
          ))}
        </div>
      )}
    </div>
  )
}
