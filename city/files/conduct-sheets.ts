/** What the city hands over after the bulletin's inspections: messages, later decisions, and the script of its units. */
import { platformLabel } from '../accounts/accounts.ts'
import type { Moment } from '../calendar.ts'
import type { City } from '../city.ts'
import { nextMonitorPoint, noticeDay, type Conduct } from '../conduct/conduct.ts'
import { inspectors, personClauses, reviewer, supervisor } from './decisions-sheet.ts'
import type { Sheet } from './sheet.ts'

/** The platform's export at a time: what was received by then, with the answers given by then. */
export function errorReportsSheet({ errorReports }: City, asOf: Moment): Sheet {
  return {
    headings: [
      '留言编号',
      '网站标识码',
      '留言类型',
      '留言内容',
      '页面网址',
      '提交时间',
      '是否有效',
      '办结时间',
      '办理情况',
    ],
    rows: errorReports
      .filter(({ receivedAt }) => receivedAt <= asOf)
      .map((report) => {
        const answered = report.answeredAt !== null && report.answeredAt <= asOf
        return [
          report.number,
          report.siteCode,
          report.category,
          report.content,
          report.pageUrl,
          report.receivedAt,
          report.valid ? '是' : '否',
          answered ? report.answeredAt! : '',
          answered ? report.answer : '',
        ]
      }),
  }
}

const headings = ['检查轮次', '对象标识', '条款', '结论', '原因', '说明', '经办人', '角色']

/** A mistake of persons: the feed was empty, and they took the account for silent. */
export function wrongDecisionsSheet({ script, accounts }: City): Sheet {
  const rows = withConduct(script, 'appealsRightly').flatMap((target) => {
    const index = accounts.findIndex(
      ({ platform, platformId }) => `${platformLabel(platform)}/${platformId}` === target,
    )
    const row = (kind: string, note: string, author: string, role: string) => {
      return ['account-1', target, 'NM-V2.1', kind, '经复核情况属实', note, author, role]
    }
    return [
      row('不通过', '再次查看，订阅源没有任何内容', inspectors[index % inspectors.length]!, '检查人员'),
      row('确认', '订阅源没有任何内容，视为未更新', reviewer, '复核人员'),
      row('确认', '同意复核意见', supervisor, '市级主管'),
    ]
  })
  return { headings, rows }
}

/** 回头看: what the persons of the next campaign decided about the accounts of this one. */
export function lookBackDecisionsSheet({ script }: City): Sheet {
  const silent = new Set([...withConduct(script, 'relapses'), ...withConduct(script, 'lies')])
  const upheld = new Set(withConduct(script, 'appealsRightly'))
  const targets = script.conduct.map(({ target }) => target).filter((target) => !upheld.has(target))
  return {
    headings,
    rows: targets.flatMap((target, index) => {
      const reason = '经复核情况属实'
      return [
        ...personClauses.account.map((clause) => {
          return ['account-1', target, clause, '通过', '', '', inspectors[index % inspectors.length]!, '检查人员']
        }),
        ...(silent.has(target)
          ? [
              ['account-1', target, 'NM-V2.1', '确认', reason, '登录平台核实，仍未更新', reviewer, '复核人员'],
              ['account-1', target, 'NM-V2.1', '确认', reason, '同意复核意见', supervisor, '市级主管'],
            ]
          : []),
      ]
    }),
  }
}

function withConduct({ conduct }: City['script'], wanted: Conduct): string[] {
  return conduct.filter((entry) => entry.conduct.includes(wanted)).map(({ target }) => target)
}

/** The script for whoever plays it. Fictional persons throughout. */
export function scriptFile({ script, errorReports, sites }: City): object {
  const organisers = new Map(sites.map(({ code, organiser }) => [code, organiser.code]))
  const units = [...new Set(errorReports.map(({ siteCode }) => organisers.get(siteCode)!))].toSorted()
  return {
    noticeDay,
    nextMonitorPoint,
    // whoever decided about a finding decides no appeal against it
    office: { reviewer, supervisor, otherSupervisor: '戚允文' },
    handlers: units.map((unit, index) => ({ unit, person: handlers[index % handlers.length]! })),
    handOver: { from: handlers[0], to: '谈静好' },
    conduct: script.conduct,
    acts: script.acts,
  }
}

const handlers = ['龚一苇', '费思远', '钱清和', '严若谷'] as const
