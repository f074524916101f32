/** Service guides and citizens' messages of a site. */
import { addDays, day } from '../../src/kernel/day.ts'
import { dayOf, moment, officeTime } from '../calendar.ts'
import { random } from '../random.ts'
import { topics } from '../text/topics.ts'
import type { SiteFaults } from './faults.ts'
import type { ServiceFaults } from './service-faults.ts'
import type { CitizenMessage, Guide } from './site.ts'

const matters = ['备案', '许可', '补贴申领', '资质认定', '证明开具', '登记'] as const

/** Guides that ask for a form, by number. */
const withForm = [1, 2, 5]

/** Six guides, complete unless planted otherwise. */
export function buildGuides(seed: string, slug: string, faults: SiteFaults, service: ServiceFaults): Guide[] {
  const chance = random(`${seed}/guides/${slug}`)
  return matters.slice(0, service.itemCount).map((matter, index) => {
    const gaps = faults.guideGaps
    const own = service.guides?.[index + 1] ?? {}
    return {
      id: index + 1,
      name: `${chance.pick(topics)}${matter}`,
      path: `/bsfw/guide_${index + 1}.html`,
      asksForForm: withForm.includes(index + 1),
      faults: gaps && index < gaps.items ? { ...own, lacking: gaps.lacking } : own,
    }
  })
}

const questions = [
  (topic: string) => `您好，我想咨询${topic}的申请条件和需要准备的材料，谢谢。`,
  (topic: string) => `建议在我们小区附近增加${topic}的服务点，方便老年人。`,
  (topic: string) => `反映小区${topic}存在的问题，希望有关部门核实。`,
] as const

/** Published messages, newest first: six that were answered within three weeks, the newest in August, and what is planted. */
export function buildMessages(seed: string, slug: string, organiser: string, service: ServiceFaults): CitizenMessage[] {
  const usual = usualMessages(seed, slug, organiser).filter(
    ({ answeredAt }) => service.messagesUntil === undefined || dayOf(answeredAt) <= service.messagesUntil,
  )
  if (service.message === undefined) return usual
  const { askedOn, answeredOn } = service.message
  const planted = {
    ...usual[0]!,
    id: 7,
    title: '关于办理进度的询问',
    path: '/hdjl/ly_7.html',
    askedAt: moment(askedOn, '10:00'),
    answeredAt: answeredOn === null ? null : moment(answeredOn, '15:00'),
  }
  return [...usual, planted].toSorted((a, b) => (a.askedAt < b.askedAt ? 1 : -1))
}

function usualMessages(seed: string, slug: string, organiser: string) {
  const chance = random(`${seed}/messages/${slug}`)
  return Array.from({ length: 6 }, (_, index) => {
    const topic = chance.pick(topics)
    const asked = addDays(day('2025-08-06'), -index * 45 - chance.below(3))
    const answered = addDays(asked, 2 + chance.below(12))
    return {
      id: index + 1,
      title: `关于${topic}的${chance.pick(['咨询', '建议', '求助'])}`,
      path: `/hdjl/ly_${index + 1}.html`,
      askedAt: moment(asked, officeTime(chance.below(540))),
      answeredAt: moment(answered, officeTime(chance.below(540))),
      question: chance.pick(questions)(topic),
      answer: `您好！您反映的${topic}问题已收悉。经${organiser}核实，相关工作正在推进，具体办理要求可参阅本网站办事指南。感谢您的关心和支持！`,
    }
  })
}
