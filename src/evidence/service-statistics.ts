/** 办事统计: published statistics of handled matters. Feeds WEB-D-SVC-3. */
import { z } from 'zod'
import { dayField, instantField } from './fields.ts'

export const serviceStatistics = z.object({
  capturedAt: instantField,
  state: z.enum(['read', 'none', 'unreadable']),
  url: z.string().nullable(),
  /** Newest day of publication; `null`: none could be read. */
  newest: dayField.nullable(),
})
