/**
 * What is planted on which site. By default everything stays one short of a veto; the plants named in `CityOptions` go
 * over the line.
 */
import { day, type Day } from '../../src/kernel/day.ts'
import { hostileQuery, hostileText } from '../text/hostile.ts'
import { serviceFaults, servicePlants, type ServiceFaults } from './service-faults.ts'
import type { GuideElement, Link, OddAnswer } from './site.ts'

export const plants = [
  'home-stale',
  'columns-stale',
  'blank-columns',
  'unreachable',
  'account-stale',
  ...servicePlants,
] as const
export type Plant = (typeof plants)[number]

export interface SiteFaults {
  /** Newest article of these columns, by directory. */
  readonly endsOn?: Readonly<Record<string, Day>>
  /** Nothing on the site is newer; the news columns end exactly here. */
  readonly siteEndsOn?: Day
  /** Directories of columns that never had content. */
  readonly blank?: readonly string[]
  /** Directories of columns whose lists only a browser shows. */
  readonly scripted?: readonly string[]
  /** Planted buttons on the home page. */
  readonly homeLinks?: readonly Link[]
  /** Planted link at the end of the newest article of the main column. */
  readonly articleLinks?: readonly Link[]
  readonly oddPaths?: Readonly<Record<string, OddAnswer>>
  /** An article whose page shows a later date than its meta tag and address. */
  readonly falsified?: { readonly directory: string; readonly shownOn: Day; readonly trulyOn: Day }
  readonly wrongReportCode?: string
  readonly siteCodeHidden?: true
  /** The first `items` guides lack these element classes. */
  /** What is wrong with services, messages, interpretations and search. */
  readonly service?: ServiceFaults
  readonly guideGaps?: { readonly items: number; readonly lacking: readonly GuideElement[] }
}

const gone = (text: string, href: string): Link => ({ text, href })

/** The faults by slug of the site. `slowMs`: how long the slow page takes. */
export function plannedFaults(extra: readonly Plant[], slowMs: number): Readonly<Record<string, SiteFaults>> {
  const faults: Record<string, SiteFaults> = { ...publishingFaults(extra, slowMs) }
  for (const [slug, service] of Object.entries(serviceFaults(extra))) faults[slug] = { ...faults[slug], service }
  return faults
}

function publishingFaults(extra: readonly Plant[], slowMs: number): Readonly<Record<string, SiteFaults>> {
  const has = (plant: Plant): boolean => extra.includes(plant)
  return {
    // Exactly four stale columns that count; the second-level 规范性文件 is as old and does not.
    jinshan: {
      endsOn: {
        bmdt: day('2025-06-20'),
        jzdt: day('2025-06-18'),
        tzgg: day('2024-12-20'),
        zcwj: day('2024-12-20'),
        gfxwj: day('2024-10-09'),
      },
    },
    fengxian: { endsOn: { jzdt: day('2025-06-18'), tpxw: day('2025-06-03'), zcwj: day('2024-11-20') } },
    // One of the stale columns and a fresh one are lists that scripts make.
    tiyu: {
      endsOn: { mtgz: day('2025-05-30'), tzgg: day('2025-01-06'), zcwj: day('2025-01-03') },
      scripted: ['tzgg', 'zcjd'],
    },
    zhishi: { blank: ['ghjh', 'czxx', 'tjsj', 'jyta'] },
    // Nine columns without an update for more than a year, seen from either monitoring point.
    chongming: {
      endsOn: {
        rsxx: day('2024-05-10'),
        ghjh: day('2024-03-01'),
        czxx: day('2024-02-28'),
        tjsj: day('2024-06-12'),
        zdxm: day('2023-11-15'),
        yjgl: day('2023-09-04'),
        ggzy: day('2024-01-18'),
        jyta: day('2023-10-26'),
        dcsj: day('2024-04-09'),
      },
    },
    // The first day of the window at T2: still fresh.
    liangshi: { siteEndsOn: day('2025-08-01') },
    pudong: {
      homeLinks: [gone('便民地图', '/bmdt/map.html')],
      articleLinks: [gone('附件下载：申报表', '/ywdt/20230101/t000001.html')],
    },
    jiaotong: { articleLinks: [gone('相关报道', '/gzdt/20220616/t000002.html')] },
    minzong: { homeLinks: [gone(`旧版专栏${hostileText}`, `/old/index.asp?from=${hostileQuery}`)] },
    // Nothing listens on this port of the loopback address.
    weijian: { homeLinks: [gone('健康查询', 'http://refused.city.localhost:2/')] },
    wenlv: {
      homeLinks: [gone('旅游节专题', '/zt/2019/index.html')],
      oddPaths: { '/zt/2019/index.html': { kind: 'notFoundPageWith200' } },
    },
    lvhua: {
      homeLinks: [gone('公报下载', '/wjxz/gongbao.html')],
      oddPaths: { '/wjxz/gongbao.html': { kind: 'slow', delayMs: slowMs } },
    },
    gongan: {
      homeLinks: [gone('在线预约', '/yy/index.html')],
      oddPaths: { '/yy/index.html': { kind: 'challenge', status: 412 } },
    },
    yibao: {
      homeLinks: [gone('待遇查询', '/cx/index.html')],
      oddPaths: { '/cx/index.html': { kind: 'challenge', status: 202 } },
    },
    changning: { falsified: { directory: 'bmdt', shownOn: day('2025-08-13'), trulyOn: day('2025-04-03') } },
    shuju: { wrongReportCode: '3100000999' },
    www: { wrongReportCode: '3100000998' },
    xinfang: { siteCodeHidden: true },
    fangguan: { guideGaps: { items: 4, lacking: ['设定依据', '办理地点', '办理时间', '联系电话'] } },
    ...(has('home-stale') && { hongkou: { siteEndsOn: day('2025-07-31') } }),
    // Fresh at T1, stale at T2: five columns; the main column keeps the home page fresh.
    ...(has('columns-stale') && {
      baoshan: {
        endsOn: {
          bmdt: day('2025-07-11'),
          jzdt: day('2025-07-10'),
          tpxw: day('2025-07-08'),
          tzgg: day('2025-02-14'),
          zcwj: day('2025-02-10'),
        },
      },
    }),
    ...(has('blank-columns') && { minzheng: { blank: ['rsxx', 'ghjh', 'czxx', 'tjsj', 'jyta'] } }),
  }
}

/** The sites whose probe logs are planted. */
export const probeFaults = {
  /** Six failures of 140 at T2: 4.3 %, still qualified. */
  sixFailures: 'nongye',
  /** Seven of 140 are 5 %: with the plant `unreachable`. */
  sevenFailures: 'songjiang',
  /** Our probes were refused by a firewall, beside the full number of others. */
  blocked: 'gongan',
  /** A registered shutdown, beside the full number of others. */
  maintenance: 'shebao',
} as const
