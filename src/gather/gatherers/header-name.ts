/** Header evidence: the name that sampled pages show in their header. */
import type { Gatherer } from './gatherer.ts'
import { samplePages } from './sample-pages.ts'

/** Pages whose header shows nothing that can be read are left out: their name may stand in a picture. */
export const gatherHeaderName: Gatherer<'headerName'> = async (context) => ({
  value: {
    capturedAt: context.crawl.capturedAt,
    pages: (await samplePages(context)).flatMap(({ kind, page: { url, header } }) => {
      const name = nameIn(header, context.site.name)
      return name === null ? [] : [{ url, isHome: kind === 'home', name }]
    }),
  },
})

const noise =
  /今天是|星期|首页|登录|注册|无障碍|长者|繁體|繁体|简体|English|搜索|检索|查询|收藏|微信|微博|客户端|APP|邮箱|天气|切换|移动端|手机版|智能问答|RSS/i

/** The registered name where it stands in the header, else the line that looks most like a name. */
function nameIn(header: readonly string[], registered: string): string | null {
  const squeezed = (text: string) => text.replace(/\s/g, '')
  const own = header.find((line) => squeezed(line).includes(squeezed(registered)))
  if (own !== undefined) return own
  // A name in parts: each in an element of its own.
  if (squeezed(header.join('')).includes(squeezed(registered))) return registered
  const lines = header.filter((line) => /[\u4e00-\u9fa5]{4}/.test(line) && !noise.test(line))
  return lines.find((line) => /政府|局|委员会|委|厅|办公室|网$|网站/.test(line)) ?? lines[0] ?? null
}
