/**
 * Part 3: the bonus of portals above 80. The total of 30 is sure (S03, S05, S11, S13); names and points of the items are
 * mostly not, so every item is a working value until somebody has compared it with the official table.
 */
import { countedProof, pageProof } from '../evidence-fields.ts'

function bonus<const Title extends string>(title: Title, maxPoints: number, source: string) {
  return {
    target: 'site',
    effect: 'bonus',
    group: '加分指标',
    title,
    decidedBy: 'person',
    params: {},
    maxPoints,
    appliesTo: { portalOnly: true },
    wording: title,
    evidenceFields: pageProof,
    mayFill: ['inspector', 'reviewer', 'municipalSupervisor'],
    source,
    verified: false,
  } as const
}

export const siteBonus = {
  'WEB-B-1': bonus('发布本地区、本部门数据', 5, 'S08'),
  'WEB-B-2': {
    ...bonus('开展网上调查征集活动', 5, 'S06'),
    params: { lookBackMonths: 12, minActivities: 6 },
    wording: '提供邮件以外的网上调查征集渠道，一年内开展6次及以上',
    evidenceFields: countedProof,
  },
  'WEB-B-3': bonus('以图表、音视频等多样形式解读政策', 4, 'S13'),
  'WEB-B-4': { ...bonus('开展在线访谈', 4, 'U'), evidenceFields: countedProof },
  'WEB-B-5': bonus('提供实时互动或智能问答', 4, 'U'),
  'WEB-B-6': bonus('智能搜索（纠错、关键词推荐、通俗语言）', 3, 'S15'),
  'WEB-B-7': bonus('全站适配移动终端', 3, 'S15'),
  'WEB-B-8': bonus('个性化服务与创新', 2, 'U'),
} as const
