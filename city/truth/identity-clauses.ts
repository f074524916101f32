/** Faults of names, footers, tags, the 找错 entry and standing pages. */
import type { FooterItem, Where } from '../sites/identity-faults.ts'
import type { ClauseTruth, PlantedFault } from './clause-truth.ts'

const itemNames: Readonly<Record<FooterItem, string>> = {
  siteCode: '网站标识码',
  icp: 'ICP备案编号',
  police: '公安机关备案标识',
  conac: '党政机关网站标识',
  organiser: '主办单位',
  contact: '联系方式',
}

/** What is planted on all pages is seen on the home page and on inner ones. */
const on = (where: Where | undefined, says: string): PlantedFault[] =>
  where === undefined ? [] : (where === 'all' ? ['home', 'inner'] : [where]).map((place) => ({ place, says }))

export const identityTruth: Readonly<Record<string, ClauseTruth>> = {
  'WEB-D-PUB-1': ({ site: { identity } }) =>
    identity.standing?.overview === undefined
      ? []
      : [{ place: 'inner', says: identity.standing.overview === 'blank' ? '空白' : '统计数据截至2020年' }],
  'WEB-D-PUB-2': ({ site: { identity } }) =>
    identity.standing?.functions === undefined ? [] : [{ place: 'inner', says: '质量技术监督局' }],
  'WEB-D-PUB-3': ({ site: { identity } }) =>
    identity.standing?.leaders === undefined ? [] : [{ place: 'inner', says: '没有姓名' }],
  // The simulated city lives below .localhost: none of its domains can be a government's.
  'WEB-D-FUN-1': ({ site: { identity } }) => [
    { place: 'any', says: '不以 .gov.cn 或 .政务 结尾' },
    ...on(identity.headerName?.on, identity.headerName?.shown ?? ''),
  ],
  'WEB-D-FUN-2': ({ site: { identity, footer } }) => [
    ...(identity.footerLacks?.items ?? []).flatMap((item) => on(identity.footerLacks!.on, itemNames[item])),
    ...(footer.siteCodeShown ? [] : on('all', itemNames.siteCode)),
    ...(identity.icp === undefined ? [] : [{ place: 'any', says: identity.icp }]),
    ...(identity.tagCode === undefined ? [] : [{ place: 'any', says: identity.tagCode }]),
  ],
  'WEB-D-FUN-4': ({ site: { identity, footer, code } }) => [
    ...on(identity.noReportEntry, '没有找错入口'),
    ...(identity.oldReportEntry === undefined ? [] : [{ place: 'any', says: '入口地址不对' }]),
    ...(footer.reportCode === code ? [] : [{ place: 'any', says: footer.reportCode }]),
  ],
  'WEB-D-FUN-7': ({ site: { identity } }) => [
    ...(identity.tagsLack?.names ?? []).map((name) => ({ place: 'inner', says: name })),
    ...(identity.tagCode === undefined ? [] : on('all', identity.tagCode)),
  ],
}
