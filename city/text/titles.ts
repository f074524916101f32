/** Titles of articles by the class of their column, built from patterns. */
import type { ColumnClass } from '../sites/site.ts'
import type { Random } from '../random.ts'
import { places, seasons, topics } from './topics.ts'

type Pattern = (unit: string, topic: string, chance: Random) => string

const news: readonly Pattern[] = [
  (unit, topic) => `${unit}召开${topic}工作推进会`,
  (unit, topic, chance) => `${unit}部署${chance.pick(seasons)}${topic}工作`,
  (_, topic, chance) => `聚焦${topic}，${chance.pick(places)}推出便民举措`,
  (unit, topic, chance) => `${unit}到${chance.pick(places)}调研${topic}`,
  (_, topic, chance) => `${topic}再提速 ${chance.pick(places)}新增服务点`,
  (_, topic, chance) => `“${topic}”主题活动在${chance.pick(places)}举行`,
  (unit, topic) => `${unit}交出${topic}“半年报”`,
  (_, topic, chance) => `${chance.pick(places)}探索${topic}新模式`,
  (unit, topic) => `${unit}开展${topic}专题培训`,
  (_, topic, chance) => `问需于民 ${chance.pick(places)}把${topic}办到家门口`,
]

const notice: readonly Pattern[] = [
  (unit, topic) => `${unit}关于开展${topic}专项检查的通告`,
  (unit, topic) => `${unit}关于公开征求《${topic}管理办法（草案）》意见的公告`,
  (_, topic) => `关于${topic}项目评审结果的公示`,
  (unit, topic) => `${unit}关于做好${topic}有关工作的通知`,
  (_, topic) => `关于申报${topic}示范项目的通知`,
  (unit) => `${unit}公开招聘工作人员公告`,
]

const policy: readonly Pattern[] = [
  (unit, topic) => `${unit}关于印发《${topic}实施方案》的通知`,
  (unit, topic) => `${unit}关于进一步加强${topic}工作的意见`,
  (_, topic) => `上海市${topic}若干规定`,
  (unit, topic) => `${unit}关于修改《${topic}管理细则》的决定`,
]

const interpretation: readonly Pattern[] = [
  (_, topic) => `一图读懂《${topic}实施方案》`,
  (_, topic) => `《关于进一步加强${topic}工作的意见》政策解读`,
  (_, topic) => `${topic}政策问答`,
]

/** Patterns of the other columns by their directory. */
const byDirectory: Readonly<Record<string, readonly Pattern[]>> = {
  rsxx: [(unit, _, chance) => `${unit}人事任免信息（第${1 + chance.below(9)}批）`, (unit) => `${unit}公务员录用公示`],
  ghjh: [(unit, topic) => `${unit}${topic}年度工作计划`, (unit) => `${unit}“十四五”规划实施情况`],
  czxx: [(unit) => `${unit}部门决算公开说明`, (unit) => `${unit}部门预算公开说明`],
  tjsj: [(_, topic) => `${topic}主要统计数据`, (unit) => `${unit}月度统计信息`],
  zdxm: [(_, topic) => `${topic}重大项目批准结果`, (_, topic) => `${topic}重大项目进展情况`],
  yjgl: [(unit) => `${unit}突发事件应急预案`, (_, topic) => `${topic}应急演练情况`],
  ggzy: [(_, topic) => `${topic}采购项目中标公告`, (_, topic) => `${topic}土地出让结果公告`],
  jyta: [(_, topic) => `对“关于${topic}的建议”的答复`, (_, topic) => `对“关于加强${topic}的提案”的答复`],
  dcsj: [(_, topic) => `${topic}专项审计结果公告`, (_, topic) => `${topic}督查情况通报`],
}

const byClass: Readonly<Partial<Record<ColumnClass, readonly Pattern[]>>> = { news, notice, policy, interpretation }

/** One title; `unit` is the short name of the organiser. */
export function title(columnClass: ColumnClass, directory: string, unit: string, chance: Random): string {
  const patterns = byDirectory[directory] ?? byClass[columnClass] ?? news
  return chance.pick(patterns)(unit, chance.pick(topics), chance)
}
