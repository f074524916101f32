import type { Guide } from '../../evidence/services.ts'
import { cantTell, defineIndicator, failed, inapplicable, passed, type Finding } from '../define.ts'
import { casesOf, many } from '../example.ts'
import { timesPoints } from '../fault-points.ts'
import { exampleGuide, exampleServices, guideFindings, missingClasses } from '../guides.ts'

/** 办事指南: sampled items have a complete guide, name the content of their basis, and say what exactly is wanted. */
export default defineIndicator({
  id: 'site/guides-quality',
  clause: 'WEB-D-SVC-4',
  needs: ['services'],
  method:
    '抽查5个事项：没有办事指南的扣分；缺要素的按类扣分；只列政策依据名称、没有内容或链接的扣分；出现“其他材料”“有关证明”等含糊表述的逐处扣分。' +
    '要素按标签核对，由人工确认。',

  judge({ services }, { params }) {
    if (services.itemCount === 0) return inapplicable('没有办事服务事项，按 WEB-V6.1 检查')
    const sample = services.guides.slice(0, params.sampleItems)
    const findings = sample.flatMap((guide) => faults(guide, params))
    const because = `抽查 ${sample.length} 个事项的办事指南，${findings.length} 处不合要求`
    if (findings.length > 0) return failed(because, findings)
    const unreadable = sample.filter(({ state }) => state === 'unreadable').length
    if (unreadable > 0) return cantTell(`${unreadable} 份办事指南读不到`)
    const enough = Math.min(params.sampleItems, services.itemCount ?? params.sampleItems)
    return sample.length < enough
      ? cantTell(`只读取了 ${sample.length} 份办事指南，应抽查 ${enough} 份`)
      : passed(because)
  },

  cases: casesOf('services', [
    ['5份指南齐全', 'passed', exampleServices(many(5, exampleGuide(0)))],
    ['1份没有指南', 'failed', sampled(exampleGuide(0, { state: 'none' })), 2],
    ['缺1类要素', 'failed', sampled(exampleGuide(1)), 0.5],
    ['缺2类要素', 'failed', sampled(exampleGuide(2)), 1],
    ['缺3类要素', 'failed', sampled(exampleGuide(3)), 1.5],
    ['缺8类要素', 'failed', sampled(exampleGuide(8)), 4],
    ['5份各缺1类', 'failed', exampleServices(many(5, exampleGuide(1))), 2.5],
    ['依据只有名称', 'failed', sampled(exampleGuide(0, { basisWithoutContent: true })), 0.5],
    ['一处“其他材料”', 'failed', sampled(exampleGuide(0, { vaguePhrases: ['其他材料'] })), 0.5],
    ['两处含糊表述', 'failed', sampled(exampleGuide(0, { vaguePhrases: ['其他材料', '有关证明'] })), 1],
    [
      '缺1类、依据无内容、一处含糊',
      'failed',
      sampled(exampleGuide(1, { basisWithoutContent: true, vaguePhrases: ['等材料'] })),
      1.5,
    ],
    ['只看前5个', 'passed', exampleServices([...many(5, exampleGuide(0)), exampleGuide(8)])],
    ['1份读不到', 'cantTell', sampled(exampleGuide(0, { state: 'unreadable' }))],
    ['1份缺要素、1份读不到', 'failed', sampled(exampleGuide(1), exampleGuide(0, { state: 'unreadable' })), 0.5],
    ['6个事项只读取4份', 'cantTell', exampleServices(many(4, exampleGuide(0)), { itemCount: 6 })],
    ['总共3个事项都齐全', 'passed', exampleServices(many(3, exampleGuide(0)))],
    ['没有事项', 'inapplicable', exampleServices([])],
  ]),
})

interface PointsPerFault {
  readonly pointsNoGuide: number
  readonly pointsPerMissingClass: number
  readonly pointsBasisWithoutContent: number
  readonly pointsVagueWording: number
}

function faults(guide: Guide, params: PointsPerFault): Finding[] {
  if (guide.state === 'unreadable') return []
  const place = guideFindings([guide])[0]!
  if (guide.state === 'none') return [{ ...place, points: params.pointsNoGuide }]
  const missing = missingClasses(guide).length
  return [
    ...(missing > 0 ? [{ ...place, points: timesPoints(missing, params.pointsPerMissingClass) }] : []),
    ...(guide.basisWithoutContent
      ? [{ ...place, message: '政策依据只有名称，没有内容', points: params.pointsBasisWithoutContent }]
      : []),
    ...guide.vaguePhrases.map((phrase) => ({
      ...place,
      message: `表述含糊：“${phrase}”`,
      points: params.pointsVagueWording,
    })),
  ]
}

/** Five guides, of which the first ones are as given. */
function sampled(...odd: Guide[]) {
  return exampleServices([...odd, ...many(5 - odd.length, exampleGuide(0))])
}
