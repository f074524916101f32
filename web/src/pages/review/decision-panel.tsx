/** The decision on one item, by mouse or by one key; shortcuts stand on the buttons. */
import { Button, Input, type InputRef } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { FindingEvidenceAnswer } from '../../../../src/http/routes/finding-evidence.ts'
import { useMe } from '../../api/me.ts'
import { isTyping } from './is-typing.ts'
import type { Decision } from './use-work.ts'
import { useWords } from './words.ts'

interface DecisionPanelProps {
  readonly evidence: FindingEvidenceAnswer
  readonly busy: boolean
  readonly decide: (decision: Decision, seen: number) => Promise<boolean>
  readonly skip: () => void
  readonly back: (() => void) | null
  readonly explain: () => void
}

const digits = '1234567890'

/** What a person may say of the item: the machine's finding is confirmed or dismissed, an open check passes or fails. */
function choicesFor(outcome: string, role: string | undefined) {
  const found = outcome === 'failed'
  if (found && role !== 'inspector') {
    return [
      { kind: 'confirmed', key: 'y', label: '确认', danger: true },
      { kind: 'dismissed', key: 'n', label: '误报', danger: false },
      { kind: 'doubtful', key: 'd', label: '存疑', danger: false },
    ]
  }
  return [
    { kind: 'failed', key: 'y', label: '不通过', danger: true },
    { kind: 'passed', key: 'n', label: '通过', danger: false },
    { kind: 'doubtful', key: 'd', label: '存疑', danger: false },
  ]
}

/** Shown anew for each item (`key`), so that no word of the last one goes along. */
export function DecisionPanel({ evidence, busy, decide, skip, back, explain }: DecisionPanelProps) {
  const { reasons } = useWords()
  const role = useMe().data?.role
  const [note, setNote] = useState('')
  const [dismissing, setDismissing] = useState(false)
  const [other, setOther] = useState('')
  const [hint, setHint] = useState('')
  const noteField = useRef<HTMLTextAreaElement | null>(null)
  const otherField = useRef<InputRef>(null)
  const choices = choicesFor(evidence.outcome, role)
  const reasonList = Object.values(reasons)

  const choose = (kind: string, reason = '') => {
    if (busy) return
    if (kind === 'dismissed' && reason === '') return setDismissing(true)
    // What fails a check is said in words; the note is where they stand.
    if (kind === 'failed' && note.trim() === '') {
      setHint('请先写明不通过的原因')
      noteField.current?.focus()
      return
    }
    const words = kind === 'failed' ? { reason: note.trim().slice(0, 500), note: '' } : { reason, note: note.trim() }
    void decide({ kind, ...words }, evidence.seen)
  }

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return
      const key = event.key.toLowerCase()
      const reason = dismissing && event.key.length === 1 ? reasonList[digits.indexOf(key)] : undefined
      const choice = choices.find((each) => each.key === key)
      if (reason !== undefined && digits.includes(key)) choose('dismissed', reason)
      else if (key === 'escape') setDismissing(false)
      else if (choice) choose(choice.kind)
      else if (key === 's') skip()
      else if (key === 'u' && back) back()
      else if (key === 'h') explain()
      else if (key === 'e') noteField.current?.focus()
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })
  useEffect(() => {
    if (dismissing && reasonList.length === 0) otherField.current?.focus()
  }, [dismissing, reasonList.length])

  return (
    <section className="decision" aria-label="作出结论">
      <div className="choices">
        {choices.map(({ kind, key, label, danger }) => (
          <Button
            key={kind}
            type={kind === 'confirmed' || kind === 'failed' ? 'primary' : 'default'}
            danger={danger}
            disabled={busy}
            aria-keyshortcuts={key}
            onClick={() => choose(kind)}
          >
            {label} <kbd>{key.toUpperCase()}</kbd>
          </Button>
        ))}
      </div>
      {dismissing && (
        <fieldset className="reasons">
          <legend>误报原因（按数字键选定，Esc 取消）</legend>
          {reasonList.map((label, index) => (
            <Button key={label} disabled={busy} onClick={() => choose('dismissed', label)}>
              {digits[index] === undefined ? '' : <kbd>{digits[index]}</kbd>} {label}
            </Button>
          ))}
          <Input
            ref={otherField}
            value={other}
            aria-label="其他原因"
            placeholder="其他原因，回车提交"
            maxLength={500}
            onChange={(event) => setOther(event.target.value)}
            onPressEnter={() => other.trim() !== '' && choose('dismissed', other.trim())}
            onKeyDown={(event) => event.key === 'Escape' && setDismissing(false)}
          />
        </fieldset>
      )}
      <label className="note">
        <span>
          {choices[0]!.kind === 'failed' ? '原因或说明' : '说明'} <kbd>E</kbd>
        </span>
        <Input.TextArea
          ref={(field) => void (noteField.current = field?.resizableTextArea?.textArea ?? null)}
          value={note}
          rows={2}
          maxLength={4000}
          status={hint === '' ? '' : 'error'}
          onChange={(event) => {
            setNote(event.target.value)
            setHint('')
          }}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        />
      </label>
      <p role="alert" className="bad hint">
        {hint}
      </p>
      <div className="choices">
        <Button onClick={skip} disabled={busy} aria-keyshortcuts="s">
          跳过 <kbd>S</kbd>
        </Button>
        <Button onClick={() => back?.()} disabled={busy || back === null} aria-keyshortcuts="u">
          上一条 <kbd>U</kbd>
        </Button>
        <Button onClick={explain} aria-keyshortcuts="h">
          怎样判定 <kbd>H</kbd>
        </Button>
      </div>
      <p className="muted">
        单项否决须由两人确认，其中一人为市级主管；检查人员和复核人员不能是同一人。结论只增不改，同一人以最后一次为准。
      </p>
    </section>
  )
}
