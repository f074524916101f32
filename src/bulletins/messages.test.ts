/** 找错留言 in a bulletin: a paragraph whose numbers open the messages, and none when there were none. */
import { expect, test } from 'vitest'
import type { MessageStanding } from '../messages/message.ts'
import { draft, figure } from './draft-fixture.ts'
import { thirdQuarter2025 } from './facts-fixture.ts'
import { refusal } from './publication.ts'

const withMessages = (...standings: MessageStanding[]) =>
  draft({
    ...thirdQuarter2025,
    messages: standings.map((standing, index) => ({
      id: index + 1,
      number: `M${index + 1}`,
      siteName: '某区门户网站',
      organiser: '某区',
      category: '错别字',
      standing,
    })),
  })

test('nothing is said when there were none', () => {
  const bulletin = draft(thirdQuarter2025)
  expect(bulletin.text).not.toContain('留言0条')
  expect(figure(bulletin, 'messages.received')).toBeUndefined()
})

test('received, closed and in time are counted, and nobody is overdue', () => {
  const bulletin = withMessages('answered', 'answered', 'answeredLate', 'open')
  expect(bulletin.text).toContain(
    '截至2025年8月14日，本季度收到“政府网站找错”留言4条，办结3条，按期办结率为66.7%，没有逾期未办的留言。',
  )
  expect(bulletin.figures.find(({ id }) => id === 'messages.inTimeRate')).toMatchObject({
    numerator: 2,
    denominator: 3,
    rowIds: [1, 2, 3],
  })
  expect(refusal(bulletin)).toBeNull()
})

test('what is overdue is said', () => {
  expect(withMessages('overdue', 'answered').text).toContain('按期办结率为50%，逾期未办的有1条。')
})

test('only messages within their limit have no rate yet', () => {
  const bulletin = withMessages('open')
  expect(bulletin.text).toContain('留言1条，办结0条，没有逾期未办的留言。')
  expect(bulletin.checks.filter(({ ok, severity }) => !ok && severity === 'error')).toEqual([])
})
