/** Body text of an article: sentence patterns filled by a number, cheap enough to write on every request. */
import { places, seasons, topics } from './topics.ts'

type Sentence = (unit: string, topic: string, place: string, number: number) => string

const openings: readonly Sentence[] = [
  (unit, topic, place) => `日前，${unit}在${place}召开现场会，交流${topic}的做法，研究下一步工作。`,
  (unit, topic, place) => `记者从${unit}获悉，${place}的${topic}工作取得阶段性进展。`,
  (unit, topic, place, n) => `为进一步做好${topic}，${unit}近日组织${n}个工作组赴${place}实地了解情况。`,
  (unit, topic, place) => `围绕${topic}，${unit}会同有关单位在${place}开展了集中行动。`,
]

const middles: readonly Sentence[] = [
  (_, topic, place, n) => `据介绍，今年以来${place}已完成${n}个点位的改造，${topic}覆盖面继续扩大。`,
  (_, topic, __, n) => `会议指出，${topic}事关群众切身利益，要把任务分解到${n}个责任部门，逐项明确时间节点。`,
  (unit, _, place) => `${unit}有关负责人表示，${place}的经验值得总结，将选取更多区域试点。`,
  (_, topic, __, n) => `居民代表提出的${n}条意见建议已全部登记，涉及${topic}的事项由专人跟踪办理。`,
  (_, topic, place) => `工作人员逐户走访，向市民发放${topic}手册，并在${place}设立咨询点。`,
  (_, topic, __, n) => `数据显示，${topic}相关事项平均办理时间较去年同期缩短${n}%。`,
  (_, topic) => `针对检查中发现的薄弱环节，有关单位当场制定清单，做到${topic}问题不过夜。`,
  (_, topic, place, n) => `在${place}，${n}名志愿者参与了${topic}巡查，发现问题随手上报。`,
]

const closings: readonly Sentence[] = [
  (unit, topic, _, n) => `${seasons[n % seasons.length]!}，${unit}将继续推进${topic}，让更多市民受益。`,
  (unit, topic) => `下一步，${unit}将完善长效机制，推动${topic}提质增效。`,
  (_, topic) => `有关情况将及时向社会公布，欢迎市民对${topic}提出意见。`,
]

/** The paragraphs of one article, three to six of them. */
export function paragraphs(unit: string, number: number): string[] {
  let state = number >>> 0
  const draw = (bound: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state >>> 8) % bound
  }
  const topic = topics[draw(topics.length)]!
  const say = (sentences: readonly Sentence[]): string =>
    sentences[draw(sentences.length)]!(unit, topic, places[draw(places.length)]!, 2 + draw(60))
  const text = [say(openings)]
  const count = 1 + draw(4)
  for (let index = 0; index < count; index++) text.push(say(middles) + say(middles))
  text.push(say(closings))
  return text
}
