/** The register of the city in the headings and words of `docs/import-formats.md`. */
import {
  accountPurposes,
  accountStates,
  columnClassNames,
  siteCategories,
  siteStates,
  sourceKinds,
  unitKinds,
} from '../../src/registry/register.ts'
import type { Account } from '../accounts/account.ts'
import { platformLabel } from '../accounts/accounts.ts'
import type { City } from '../city.ts'
import type { Sheet } from './sheet.ts'

const yesOrNo = (value: boolean): string => (value ? '是' : '否')

export function unitsSheet({ units }: City): Sheet {
  return {
    headings: ['机构代码', '机构名称', '机构简称', '机构类别', '上级机构代码', '序号'],
    rows: units.map((unit) => [
      unit.code,
      unit.name,
      unit.shortName,
      unitKinds[unit.kind],
      unit.parent?.code ?? '',
      String(unit.printOrder),
    ]),
  }
}

export function sitesSheet({ sites }: City): Sheet {
  return {
    headings: [
      '网站标识码',
      '网站名称',
      '首页网址',
      '网站类别',
      '主办单位代码',
      '运行状态',
      '是否有办事服务',
      '域名到期日',
    ],
    rows: sites.map((site) => [
      site.code,
      site.name,
      `${site.origin}/`,
      siteCategories[site.category],
      site.organiser.code,
      siteStates[site.state],
      yesOrNo(site.hasServices),
      site.domainExpiresOn ?? '',
    ]),
  }
}

export function columnsSheet({ sites }: City): Sheet {
  return {
    headings: ['网站标识码', '栏目名称', '栏目网址', '栏目类别', '栏目级别', '首页展示', '更新要求'],
    rows: sites.flatMap((site) =>
      site.columns.map((column) => [
        site.code,
        column.name,
        site.origin + column.path,
        columnClassNames[column.class],
        String(column.level),
        yesOrNo(column.onHome),
        yesOrNo(column.updateDuty),
      ]),
    ),
  }
}

export function accountsSheet({ accounts, feedOrigin }: City): Sheet {
  return {
    headings: ['账号类型', '账号标识', '账号名称', '主办单位代码', '账号用途', '账号状态', '采集方式', '订阅源地址'],
    rows: accounts.map((account) => [
      ...identity(account),
      account.name,
      account.organiser.code,
      accountPurposes[account.purpose],
      accountStates[account.state],
      sourceKinds[account.source.kind],
      account.source.kind === 'feed' ? feedOrigin + account.source.path : '',
    ]),
  }
}

export function earlierProblemsSheet({ earlierProblems }: City): Sheet {
  return {
    headings: ['账号类型', '账号标识', '通报期次', '问题'],
    rows: earlierProblems.map((account) => [...identity(account), '2025年第二季度', '监测点前两周未更新']),
  }
}

function identity(account: Account): [platform: string, id: string] {
  return [platformLabel(account.platform), account.platformId]
}
