/** Faults of services, messages, interpretations and search. */
import { windowOfMonths } from '../../src/kernel/day.ts'
import { dayOf, monitorPoint } from '../calendar.ts'
import { statisticsEnd } from '../pages/service-pages.ts'
import type { Article, Guide, Site } from '../sites/site.ts'
import type { ClauseTruth, PlantedFault } from './clause-truth.ts'

const threeMonths = windowOfMonths(monitorPoint, 3).from
const twoMonths = windowOfMonths(monitorPoint, 2).from
/** Four of eight classes and more (WEB-V6.2, 6.3). */
const manyClasses = 4

const at = ({ origin }: Site, path: string): string => origin + path

const guideFaults = (site: Site, faultsOf: (guide: Guide) => readonly string[]): PlantedFault[] =>
  site.guides.flatMap((guide) => faultsOf(guide).map((says) => ({ place: at(site, guide.path), says })))

const incomplete = (site: Site): PlantedFault[] =>
  guideFaults(site, ({ faults: { lacking = [] } }) =>
    lacking.length >= manyClasses ? [`缺少${lacking.join('、')}`] : [],
  )

const hallOf = (site: Site): string => at(site, site.columns.find(({ kind }) => kind === 'guides')?.path ?? '/')
const listOf = (site: Site): string => at(site, site.columns.find(({ kind }) => kind === 'messages')?.path ?? '/')

const vetoes = ['WEB-V5.1', 'WEB-V5.2', 'WEB-V6.1', 'WEB-V6.2', 'WEB-V6.3'] as const

const vetoFaults: Readonly<Record<(typeof vetoes)[number], (site: Site) => PlantedFault[]>> = {
  'WEB-V5.1': (site: Site): PlantedFault[] =>
    site.service.channelClosed ? [{ place: listOf(site), says: '已关闭' }] : [],
  'WEB-V5.2': (site: Site): PlantedFault[] => {
    const { message } = site.service
    // Answered in time is exactly three months later at the latest.
    const isLate = message !== undefined && message.askedOn < '2025-05-14'
    return isLate
      ? site.messages.filter(({ id }) => id === 7).map(({ path, title }) => ({ place: at(site, path), says: title }))
      : []
  },
  'WEB-V6.1': (site: Site): PlantedFault[] =>
    site.hasServices && site.guides.length === 0 ? [{ place: hallOf(site), says: '没有办事服务事项' }] : [],
  'WEB-V6.2': (site: Site): PlantedFault[] => {
    const faults = incomplete(site)
    return site.guides.length >= 5 && faults.length >= 5 ? faults : []
  },
  'WEB-V6.3': (site: Site): PlantedFault[] => {
    const faults = incomplete(site)
    return site.guides.length < 5 && faults.length === site.guides.length ? faults : []
  },
}

/** By clause: what is planted on a site. */
export const serviceTruth: Readonly<Record<string, ClauseTruth>> = {
  ...Object.fromEntries(
    vetoes.map((clause) => [clause, ({ site }: { readonly site: Site }) => vetoFaults[clause](site)]),
  ),
  'WEB-D-SVC-1': ({ site }) => [
    ...(site.service.scattered ? [{ place: hallOf(site), says: '没有集中' }] : []),
    ...(site.service.unclassified ? [{ place: hallOf(site), says: '没有分类' }] : []),
  ],
  'WEB-D-SVC-3': ({ site }) => {
    const end = statisticsEnd(site)
    if (end === null) return [{ place: 'any', says: '没有公开办事统计' }]
    return end < threeMonths ? [{ place: at(site, '/bsfw/tj.html'), says: '最近更新于' }] : []
  },
  // The sample are the first five items.
  'WEB-D-SVC-4': ({ site }) =>
    guideFaults({ ...site, guides: site.guides.slice(0, 5) }, ({ faults }) => {
      if (faults.gone) return ['没有办事指南']
      return [
        ...(faults.lacking === undefined ? [] : [`缺少${faults.lacking.join('、')}`]),
        ...(faults.bareBasis ? ['依据只有名称'] : []),
        ...(faults.vague === undefined ? [] : [faults.vague]),
      ]
    }),
  'WEB-D-SVC-6': ({ site }) =>
    guideFaults(site, ({ asksForForm, faults }) => {
      if (!asksForForm || faults.gone || faults.lacking?.includes('办理材料')) return []
      return [
        ...(faults.blankForm === undefined ? [] : ['没有规范表格']),
        ...(faults.sampleForm === undefined ? [] : ['没有填写样例']),
      ]
    }),
  'WEB-D-INT-3': ({ site }) => {
    const answers = site.messages.flatMap(({ answeredAt }) => (answeredAt === null ? [] : [dayOf(answeredAt)]))
    const isStale = answers.filter((on) => on <= monitorPoint).every((on) => on < twoMonths)
    return [
      ...(isStale ? [{ place: listOf(site), says: '最近答复于' }] : []),
      ...(site.service.answeringUnitHidden ? [{ place: listOf(site), says: '答复单位' }] : []),
      ...(site.service.messageStatisticsMissing ? [{ place: listOf(site), says: '统计' }] : []),
    ]
  },
  // Which documents need an interpretation is for people to say: until then a missing one is no fault.
  'WEB-D-PUB-7': () => [],
  'WEB-D-PUB-8': ({ site }) => unlinkedFaults(site),
  'WEB-D-FUN-5': ({ site }) => {
    if (site.service.search === 'none') return [{ place: 'any', says: '没有站内搜索' }]
    return site.service.search === 'partial' ? [{ place: at(site, '/search'), says: '搜不到' }] : []
  },
}

/** The newest interpretation and the documents that it interprets carry the planted gap. */
function unlinkedFaults(site: Site): PlantedFault[] {
  const { unlinked, uninterpreted } = site.service
  if (unlinked === undefined) return []
  const newest = (kind: 'policy' | 'interpretation'): Article[] =>
    site.columns.filter((column) => column.class === kind).flatMap(({ articles }) => articles[0] ?? [])
  const [interpretation] = newest('interpretation')
  const documents = newest('policy').slice(uninterpreted ? 1 : 0)
  return [
    ...(unlinked === 'back' ? [] : documents.map(({ path }) => ({ place: at(site, path), says: '没有链接到解读' }))),
    ...(unlinked === 'there' || interpretation === undefined
      ? []
      : documents.map(() => ({ place: at(site, interpretation.path), says: '没有链接到政策文件' }))),
  ]
}

/** Paths that guides link to and where nothing is. */
export function deadServicePaths(site: Site): string[] {
  return site.guides.flatMap(({ id, path, asksForForm, faults }) => {
    if (faults.gone) return [path]
    return asksForForm && faults.blankForm === 'gone' ? [`/bsfw/bg/${id}.doc`] : []
  })
}

/** The veto clauses that services and messages of a site fail. */
export function serviceVetoes(site: Site): string[] {
  return vetoes.filter((clause) => vetoFaults[clause](site).length > 0)
}
