/** A word about a state. Its colour says nothing that the word does not. */
import type { ReactNode } from 'react'
import { today } from '../zh.ts'
import './tag.css'

export type Tone = 'good' | 'bad' | 'unsure' | 'plain' | 'muted'

export function Tag({ tone = 'plain', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return <span className={`tag ${tone}`}>{children}</span>
}

interface DaysLeftProps {
  /** Negative when it is past; `null`: nothing is due. */
  readonly days: number | null
  /** 工作日 are counted, unless it says 天. */
  readonly unit?: '个工作日' | '天'
  /** The last day: on a day off before it no working day is left and yet it is not today. */
  readonly on?: string | null
}

/** 还有 3 个工作日 · 今天到期 · 已逾期 2 个工作日 */
export function DaysLeft({ days, unit = '个工作日', on }: DaysLeftProps) {
  if (days === null) return <span className="muted">—</span>
  if (days < 0) {
    return (
      <Tag tone="bad">
        逾期 {-days} {unit}
      </Tag>
    )
  }
  if (days === 0) return <Tag tone="bad">{on && on > today() ? `${on} 到期` : '今天到期'}</Tag>
  return (
    <Tag tone={days <= 2 ? 'unsure' : 'plain'}>
      还有 {days} {unit}
    </Tag>
  )
}
