/** Checks of what is said about rectification and 回头看. */
import type { BulletinCheck } from './bulletin.ts'
import { must, sum, type UncheckedBulletin } from './check.ts'
import type { CampaignFacts } from './facts.ts'
import { figuresById } from './template.ts'

export function rectificationChecks(
  { rectification, lookBack, sites, accounts }: CampaignFacts,
  bulletin: UncheckedBulletin,
): readonly BulletinCheck[] {
  const figures = figuresById(bulletin.figures)
  const value = (id: string) => figures.get(id)?.value ?? 0
  const both = (name: string) => value(`sites.${name}`) + value(`accounts.${name}`)
  const checks: BulletinCheck[] = []
  if (rectification !== undefined) {
    const { notices, cases } = rectification
    const known = new Set(notices.map(({ id }) => id))
    const parts = ['closed', 'withdrawn', 'open'].map((name) => both(`rectification.${name}`))
    checks.push(
      must(
        'rectification.cases',
        sum(parts) === cases.length && both('rectification.cases') === cases.length,
        `已办结、撤销与正在整改之和应等于要求整改的问题数：${parts.join('＋')}＝${sum(parts)}，共${cases.length}个`,
      ),
      must(
        'rectification.notices',
        cases.every(({ noticeId }) => known.has(noticeId)),
        '要求整改的问题都应在已发出的整改通知中',
      ),
    )
  }
  if (lookBack !== undefined) {
    const inspected = new Set([...sites.inspections, ...accounts.inspections].map(({ inspectionId }) => inspectionId))
    const parts = ['gone', 'again', 'open'].map((name) => both(`lookBack.${name}`))
    checks.push(
      must(
        'lookBack.rows',
        sum(parts) === lookBack.rows.length && both('lookBack.looked') === lookBack.rows.length,
        `“回头看”各类之和应等于回头看的问题数：${parts.join('＋')}＝${sum(parts)}，共${lookBack.rows.length}个`,
      ),
      must(
        'lookBack.proven',
        lookBack.rows.every(({ inspectionId }) => inspected.has(inspectionId)),
        '“回头看”的每个问题都应有本期的检查为证',
      ),
    )
  }
  return checks
}
