/** What was done, by whom and when: entries of the audit log, the newest first. */
import { instant } from '../../zh.ts'
import { eventWords } from './words.ts'

export interface HistoryEntry {
  readonly at: string
  readonly actor: string
  readonly action: string
  readonly reason: string
}

interface HistoryProps {
  readonly entries: readonly HistoryEntry[]
  readonly words?: (action: string) => string
}

export function History({ entries, words = eventWords }: HistoryProps) {
  if (entries.length === 0) return <p className="muted">还没有记录</p>
  return (
    <ol className="history">
      {entries.map((entry, index) => (
        <li key={`${entry.at} ${index}`}>
          <span className="muted number">{instant(entry.at)}</span> <strong>{words(entry.action)}</strong> {entry.actor}
          {entry.reason && <span className="muted">：{entry.reason}</span>}
        </li>
      ))}
    </ol>
  )
}
