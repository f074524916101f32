/** 整改通知 as a document: a value like a bulletin, so that all formats of bulletins print it (GB/T 9704). Pure. */
import { chineseDay, type Day } from '../kernel/day.ts'
import type { Bulletin } from './bulletin.ts'

export interface NoticeFacts {
  readonly campaignId: string
  readonly year: number
  readonly quarter: number
  readonly number: string
  readonly issuer: string
  readonly unitName: string
  readonly date: Day
  /** `null` while it is a draft. */
  readonly sentAt: string | null
  readonly demonstration: boolean
  /** Where inspections are shown; the number is appended. */
  readonly evidenceBase: string
  readonly cases: readonly {
    readonly inspectionId: number
    readonly targetName: string
    readonly problem: string
    readonly veto: boolean
    readonly dueOn: Day | null
    readonly recurrence: number
    readonly places: readonly { readonly where: string; readonly message: string }[]
  }[]
}

/** Places that one row names; the others stand in the inspection. */
const placesShown = 3

/** The notice of one unit: what was found where, until when, how to answer and how to appeal. */
export function noticeDocument(facts: NoticeFacts): Bulletin {
  const { cases } = facts
  const days = [...new Set(cases.flatMap(({ dueOn }) => dueOn ?? []))].toSorted()
  const vetoes = cases.filter(({ veto }) => veto).length
  const paragraph = (text: string) => ({ kind: 'paragraph' as const, text: [text] })
  const found = `${facts.year}年第${'一二三四'[facts.quarter - 1]}季度政府网站和政务新媒体检查中，经复核，发现你单位存在${cases.length}个问题`
  return {
    campaignId: facts.campaignId,
    title: '关于做好检查发现问题整改工作的通知',
    issuer: facts.issuer,
    date: facts.date,
    notice:
      [
        ...(facts.demonstration ? ['演示数据，不作为任何依据'] : []),
        ...(facts.sentAt === null ? ['草稿，尚未发出'] : []),
      ].join('；') || null,
    blocks: [
      { kind: 'line', place: 'centre', text: facts.number },
      { kind: 'line', place: 'left', text: `${facts.unitName}：` },
      paragraph(
        `${found}${vetoes > 0 ? `，其中单项否决问题${vetoes}个` : ''}，详见附件。请抓紧整改。现将有关要求通知如下：`,
      ),
      paragraph(
        days.length === 0
          ? '一、请在收到通知后按附件所列期限完成整改。'
          : `一、请按附件所列期限完成整改，${days.length > 1 ? '最早一项' : ''}须于${chineseDay(days[0]!)}前完成，并逐项反馈整改情况，附佐证材料。`,
      ),
      paragraph('二、反馈后将自动复查。经复查仍然存在的问题退回重新整改；办结后九十天内再次出现的，按重复发生处理。'),
      paragraph('三、确有困难不能按期完成的，请在期限届满前申请延期并说明理由；对问题认定有异议的，可以提出申诉。'),
      paragraph('四、请举一反三，全面排查，防止同类问题再次发生。'),
    ],
    annexes: [
      {
        title: '检查发现问题清单',
        headings: ['序号', '网站或账号', '问题', '具体情况', '整改期限', '检查编号'],
        rows: cases.map((row, index) => [
          String(index + 1),
          row.targetName,
          `${row.problem}${row.veto ? '（单项否决）' : ''}${row.recurrence > 0 ? `（第${row.recurrence + 1}次出现）` : ''}`,
          placesWords(row.places),
          row.dueOn ?? '待定',
          String(row.inspectionId),
        ]),
        rowIds: cases.map(({ inspectionId }) => inspectionId),
        note: `证据（网页存档、采集时间和摘要）可按检查编号查看：${facts.evidenceBase}检查编号。`,
      },
    ],
    figures: [],
    checks: [],
    method: [],
    lists: [],
  }
}

function placesWords(places: NoticeFacts['cases'][number]['places']): string {
  if (places.length === 0) return '—'
  const words = places.slice(0, placesShown).map(({ where, message }) => `${where}：${message}`)
  return [...words, ...(places.length > placesShown ? [`等${places.length}处`] : [])].join('；')
}
