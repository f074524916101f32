/** The last three months in numbers; each number filters the list below. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { MessageStatistics } from '../../../../src/messages/statistics.ts'
import { request } from '../../api/request.ts'
import { number, percent } from '../../zh.ts'
import '../figures.css'

interface Answer extends MessageStatistics {
  readonly from: string
  readonly to: string
}

export function Numbers() {
  const statistics = useQuery({
    queryKey: ['/api/messages/statistics'],
    queryFn: ({ signal }) => request<Answer>('/api/messages/statistics', { signal }),
  })
  const found = statistics.data
  if (found === undefined) return null
  const within = { from: found.from, to: found.to }
  const figures = [
    { name: '收到', value: number(found.received), search: within },
    { name: '有效', value: number(found.valid), search: within },
    { name: '办结率', value: percent(found.closedRate.numerator, found.closedRate.denominator), search: within },
    {
      name: '按期办结率',
      value: percent(found.inTimeRate.numerator, found.inTimeRate.denominator),
      search: { ...within, standing: 'answered' },
    },
    {
      name: '已逾期',
      value: number(found.overdue),
      search: { ...within, standing: 'overdue' },
      bad: found.overdue > 0,
    },
    {
      name: '超过一个月',
      value: number(found.openOverMonth + found.answeredAfterMonth),
      search: { ...within, overMonth: 'true' },
      bad: found.openOverMonth > 0,
    },
    {
      name: '尚未指定经办人',
      value: number(found.unassigned),
      search: { ...within, unassigned: 'true' },
      bad: found.unassigned > 0,
    },
  ]
  return (
    <section className="figures" aria-label={`${found.from} 至 ${found.to} 收到的留言`}>
      {figures.map(({ name, value, search, bad }) => (
        <Link key={name} to="." search={search as never} replace className="figure">
          <span className="muted">{name}</span>
          <strong className={bad ? 'bad number' : 'number'}>{value}</strong>
        </Link>
      ))}
    </section>
  )
}
