/** What stands at the foot of pages: identity of the site (regulation 2.6). Feeds WEB-D-FUN-2 and WEB-D-FUN-4. */
import { z } from 'zod'
import { instantField } from './fields.ts'

const pageFooter = z.object({
  url: z.string(),
  isHome: z.boolean(),
  /** 网站标识码 as printed; `null`: not shown. The same holds for the other texts. */
  siteCode: z.string().nullable(),
  /** ICP 备案号 */
  icp: z.string().nullable(),
  /** 公安机关备案号 */
  police: z.string().nullable(),
  /** 党政机关网站标识 (CONAC) with its link */
  conac: z.string().nullable(),
  organiser: z.string().nullable(),
  contact: z.string().nullable(),
  /** “我为政府网站找错”: where it leads, and the code it hands over. */
  errorReport: z.object({ url: z.string(), siteCode: z.string().nullable() }).nullable(),
})

/** Identity items that point to different sites or places: signs of a copied site. */
const contradiction = z.object({ between: z.array(z.string()), reason: z.string(), url: z.string() })

export const footer = z.object({
  capturedAt: instantField,
  pages: z.array(pageFooter),
  contradictions: z.array(contradiction).optional(),
})
export type PageFooter = z.output<typeof pageFooter>
