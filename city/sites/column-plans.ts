/** Which columns a site of each kind has, in the order of its navigation. */
import type { Column, ColumnClass } from './site.ts'

/** How a column is filled: `main` is the news column that the home page leads with. */
export type Rhythm = 'main' | 'news' | 'notice' | 'policy' | 'interpretation' | 'yearly' | 'archive' | 'none'

export interface ColumnPlan {
  readonly name: string
  readonly directory: string
  readonly parent: string | null
  readonly class: ColumnClass
  readonly onHome: boolean
  readonly updateDuty: boolean
  readonly kind: Column['kind']
  readonly rhythm: Rhythm
}

/** A list of articles. */
function list(name: string, path: string, columnClass: ColumnClass, rhythm: Rhythm, onHome = false): ColumnPlan {
  return {
    ...split(name, path),
    class: columnClass,
    onHome,
    updateDuty: rhythm !== 'archive',
    kind: 'articles',
    rhythm,
  }
}

/** A standing page without a duty to be updated. */
function page(name: string, path: string, columnClass: ColumnClass, kind: 'text' | 'guides' = 'text'): ColumnPlan {
  return { ...split(name, path), class: columnClass, onHome: false, updateDuty: false, kind, rhythm: 'none' }
}

function split(name: string, path: string): { name: string; directory: string; parent: string | null } {
  const [first, second] = path.split('/')
  return second === undefined ? { name, directory: first!, parent: null } : { name, directory: second, parent: first! }
}

const messages: ColumnPlan = {
  ...split('互动交流', 'hdjl'),
  class: 'interaction',
  onHome: false,
  updateDuty: true,
  kind: 'messages',
  rhythm: 'none',
}

/** The municipal portal and the district portals; `stem` is 上海, 黄浦 … Nine other columns owe a yearly update. */
export function portalColumns(stem: string): readonly ColumnPlan[] {
  return [
    list(`${stem}要闻`, 'ywdt', 'news', 'main', true),
    list('部门动态', 'ywdt/bmdt', 'news', 'news', true),
    list('街镇动态', 'ywdt/jzdt', 'news', 'news'),
    list('图片新闻', 'ywdt/tpxw', 'news', 'news'),
    list('通知公告', 'tzgg', 'notice', 'notice', true),
    list('政策文件', 'zcwj', 'policy', 'policy', true),
    list('规范性文件', 'zcwj/gfxwj', 'policy', 'policy'),
    list('政策解读', 'zcjd', 'interpretation', 'interpretation', true),
    page(`${stem}概况`, 'gk', 'overview'),
    page('机构职能', 'gk/jgzn', 'functions'),
    page('领导信息', 'gk/ldxx', 'leaders'),
    list('人事信息', 'xxgk/rsxx', 'other', 'yearly'),
    list('规划计划', 'xxgk/ghjh', 'other', 'yearly'),
    list('财政信息', 'xxgk/czxx', 'other', 'yearly'),
    list('统计数据', 'xxgk/tjsj', 'other', 'yearly'),
    list('重大项目', 'xxgk/zdxm', 'other', 'yearly'),
    list('应急管理', 'xxgk/yjgl', 'other', 'yearly'),
    list('公共资源', 'xxgk/ggzy', 'other', 'yearly'),
    list('建议提案', 'xxgk/jyta', 'other', 'yearly'),
    list('督查审计', 'xxgk/dcsj', 'other', 'yearly'),
    page('办事服务', 'bsfw', 'services', 'guides'),
    messages,
    list('历史专题', 'zt', 'news', 'archive'),
  ]
}

/** Sites of departments, their sub-sites and the committees. */
export function departmentColumns(hasServices: boolean): readonly ColumnPlan[] {
  return [
    list('工作动态', 'gzdt', 'news', 'main', true),
    list('媒体关注', 'gzdt/mtgz', 'news', 'news'),
    list('通知公告', 'tzgg', 'notice', 'notice', true),
    list('公示信息', 'tzgg/gsxx', 'notice', 'notice'),
    list('政策文件', 'zcwj', 'policy', 'policy', true),
    list('政策解读', 'zcjd', 'interpretation', 'interpretation', true),
    page('机构概况', 'jggk', 'overview'),
    page('机构职能', 'jggk/jgzn', 'functions'),
    page('领导信息', 'jggk/ldxx', 'leaders'),
    list('人事信息', 'xxgk/rsxx', 'other', 'yearly'),
    list('规划计划', 'xxgk/ghjh', 'other', 'yearly'),
    list('财政信息', 'xxgk/czxx', 'other', 'yearly'),
    list('统计数据', 'xxgk/tjsj', 'other', 'yearly'),
    list('建议提案', 'xxgk/jyta', 'other', 'yearly'),
    ...(hasServices ? [page('办事服务', 'bsfw', 'services', 'guides')] : []),
    messages,
  ]
}
