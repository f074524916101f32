/** By what the items of a service hall are classified. */
import type { PageSummary } from '../crawl/page-summary.ts'

const facets: readonly (readonly [words: RegExp, facet: string])[] = [
  [/^(按)?(主题|领域|行业)(分类|服务|办事|导航)?$/, '主题'],
  [/^(按)?(部门|单位|机构)(分类|服务|办事|导航)?$/, '部门'],
  [/^(按)?(对象|用户|人群)(分类|服务)?$|^(个人|法人|企业|自然人|公民|市民)(办事|服务|事项|业务)?$/, '对象'],
  [/^(按)?(生命周期|人生事件|经营活动|事件)(分类|服务)?$|^一件事(办理|服务|一次办)?$/, '事件'],
  [/^(热点|热门|高频)(服务|办事|事项)$/, '热度'],
  [
    /^(按)?(事项类型|类型|权力类型)(分类)?$|^(行政)?(许可|确认|给付|裁决|奖励|征收|处罚|强制|检查)(事项|类)?$|^公共服务(事项|类)?$/,
    '类型',
  ],
]

/** What a name of a tab or page classifies by, or `null`. */
export function facetOf(name: string): string | null {
  const words = name.replace(/\s+/g, '')
  return facets.find(([form]) => form.test(words))?.[1] ?? null
}

/** The facets that a page shows as tabs, headings or links, each once. */
export function pageFacets({ text }: PageSummary): string[] {
  const found = text.split(/[\n\u0001\s|｜/、]+/).map((cell) => (cell.length <= 10 ? facetOf(cell) : null))
  return [...new Set(found.filter((facet) => facet !== null))]
}
