/** Service guides and citizens' messages of a site. */
import { addDays, day } from '../../src/kernel/day.ts'
import { moment, officeTime } from '../calendar.ts'
import { random } from '../random.ts'
import { topics } from '../text/topics.ts'
import type { SiteFaults } from './faults.ts'
import { guideElements, type CitizenMessage, type Guide } from './site.ts'

const matters = ['备案', '许可', '补贴申领', '资质认定', '证明开具', '登记'] as const

/** Six guides, complete unless planted otherwise. */
export function buildGuides(seed: string, slug: string, faults: SiteFaults): Guide[] {
  const chance = random(`${seed}/guides/${slug}`)
  return matters.map((matter, index) => {
    const gaps = faults.guideGaps
    const lacking = gaps && index < gaps.items ? gaps.lacking : []
    return {
      id: index + 1,
      name: `${chance.pick(topics)}${matter}`,
      path: `/bsfw/guide_${index + 1}.html`,
      elements: guideElements.filter((element) => !lacking.includes(element)),
    }
  })
}

const questions = [
  (topic: string) => `您好，我想咨询${topic}的申请条件和需要准备的材料，谢谢。`,
  (topic: string) => `建议在我们小区附近增加${topic}的服务点，方便老年人。`,
  (topic: string) => `反映小区${topic}存在的问题，希望有关部门核实。`,
] as const

/** Six published messages, each answered within three weeks, the newest in August. */
export function buildMessages(seed: string, slug: string, organiser: string): CitizenMessage[] {
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
