/** The columns (栏目) of a site with what is newest in each. Feeds WEB-V3, WEB-V4.1–4.3. */
import { z } from 'zod'
import { dayField, datedItem, instantField } from './fields.ts'

/**
 * 动态要闻 · 通知公告 · 政策文件 · 政策解读 · 概况信息 · 机构职能 · 领导信息 · 办事服务 · 互动交流 · other.
 * Class and level are set once by a person and kept in the registry.
 */
export const columnClasses = [
  'news',
  'notice',
  'policy',
  'interpretation',
  'overview',
  'functions',
  'leaders',
  'services',
  'interaction',
  'other',
] as const

export const column = z.object({
  name: z.string(),
  url: z.string(),
  class: z.enum(columnClasses),
  /** 1 = 一级栏目 */
  level: z.number().int().min(1),
  /** How sure class and level are, 0 to 1; absent when a person has set them. */
  confidence: z.number().min(0).max(1).optional(),
  /** What class and level rest on, in Chinese; absent when a person has set them. */
  basis: z.string().optional(),
  onHome: z.boolean(),
  /** Whether it should be kept up at all: 概况, 领导 and archived columns have no update duty. */
  updateDuty: z.boolean(),
  /**
   * `read`: the list was read; `blank`: the page exists, but never had content; `unreadable`: it could not be read, with
   * the reason. An unreadable column is neither stale nor fresh.
   */
  state: z.enum(['read', 'blank', 'unreadable']),
  reason: z.string().nullable(),
  /** Read in a browser, because scripts make the list. */
  rendered: z.literal(true).optional(),
  itemCount: z.number().int().min(0),
  newest: dayField.nullable(),
  /** The newest few items, as proof. */
  items: z.array(datedItem),
})

export const columns = z.object({ capturedAt: instantField, columns: z.array(column) })
export type ColumnEvidence = z.output<typeof column>
