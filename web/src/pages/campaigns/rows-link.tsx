/** A number that opens its rows: the results of a campaign with this filter. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { number } from '../../zh.ts'

interface RowsLinkProps {
  readonly campaign: string
  readonly filter: Readonly<Record<string, string | undefined>>
  readonly count: number
  /** Instead of the number alone. */
  readonly children?: ReactNode
  readonly label: string
  readonly className?: string
}

export function RowsLink({ campaign, filter, count, children, label, className }: RowsLinkProps) {
  return (
    <Link
      to="/campaigns/$id/results"
      params={{ id: campaign }}
      search={filter as never}
      className={`number ${className ?? ''}`}
    >
      <span className="hidden">{label} </span>
      {children ?? number(count)}
    </Link>
  )
}
