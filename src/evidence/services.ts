/** 办事服务: items and their guides. Feeds WEB-V6.1–6.3 and WEB-D-SVC-1, 4, 6. */
import { z } from 'zod'
import { capsField, instantField } from './fields.ts'

/** The eight element classes of a guide, in the order in which they are printed. */
export const guideClasses = [
  '事项名称',
  '设定依据',
  '申请条件',
  '办理材料',
  '办理地点',
  '办理时间',
  '联系电话',
  '办理流程',
] as const

const attachment = z.enum(['ok', 'missing', 'unreadable'])

const guide = z.object({
  name: z.string(),
  url: z.string(),
  /** `none`: the item has no guide; `unreadable`: nobody can tell. */
  state: z.enum(['read', 'none', 'unreadable']),
  /** Element classes whose label was found with content. */
  classes: z.array(z.enum(guideClasses)),
  /** A legal basis is named, but neither quoted nor linked. */
  basisWithoutContent: z.boolean(),
  /** 其他材料, 相关证明 and the like, as found. */
  vaguePhrases: z.array(z.string()),
  /** Forms the guide asks for: the blank form and the filled sample. */
  forms: z.array(z.object({ name: z.string(), blank: attachment, sample: attachment })),
})

export const services = z.object({
  capturedAt: instantField,
  url: z.string().nullable(),
  /** Items offered; `null`: could not be counted. */
  itemCount: z.number().int().min(0).nullable(),
  /** Whether all items are shown in one place. */
  together: z.boolean().nullable(),
  /** By what they are classified: 主题, 部门, 对象 … */
  facets: z.array(z.string()),
  guides: z.array(guide),
  caps: capsField,
})
export type Guide = z.output<typeof guide>
