/** Choosing files: the label is the button; the field itself stays for keyboards and readers. */
import { useId } from 'react'
import './file-button.css'

interface FileButtonProps {
  readonly label: string
  readonly accept: string
  readonly multiple?: boolean
  readonly onFiles: (files: readonly File[]) => void
}

export function FileButton({ label, accept, multiple = false, onFiles }: FileButtonProps) {
  const id = useId()
  return (
    <span className="file-choice">
      <input
        id={id}
        type="file"
        multiple={multiple}
        accept={accept}
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])])
          // the same file can be chosen again after it was mended
          target.value = ''
        }}
      />
      <label htmlFor={id}>{label}</label>
    </span>
  )
}
