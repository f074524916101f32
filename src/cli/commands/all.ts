/** All commands but `extract`, which loads alone. */
import type { Command as Program } from 'commander'
import { authorityCommands } from './authority.ts'
import { auditCommands } from './audit.ts'
import { accountCommands } from './account.ts'
import { backupCommands } from './backup.ts'
import { bulletinCommands } from './bulletin.ts'
import { campaignCommands } from './campaign.ts'
import { caseCommands } from './case.ts'
import { checkCommand } from './check.ts'
import { collectCommands } from './collect.ts'
import { columnsCommands } from './columns.ts'
import { crawlingCommands } from './crawling.ts'
import { deliveryCommands } from './delivery.ts'
import { demoCommand } from './demo.ts'
import { evidenceCommands } from './evidence.ts'
import { importCommands } from './import.ts'
import { judgeCommands } from './judge.ts'
import { linksCommands } from './links.ts'
import { noticeCommands } from './notice.ts'
import { reconcileCommand } from './reconcile.ts'
import { messageCommands } from './messages.ts'
import { reviewCommands } from './review.ts'
import { rulesCommands } from './rules.ts'
import { sampleCommands } from './sample.ts'
import { serveCommands } from './serve.ts'
import { watchCommands } from './watch.ts'
import { warningsCommands } from './warnings.ts'

export function allCommands(program: Program): void {
  importCommands(program)
  columnsCommands(program)
  accountCommands(program)
  reconcileCommand(program)
  collectCommands(program)
  campaignCommands(program)
  sampleCommands(program)
  reviewCommands(program)
  messageCommands(program)
  noticeCommands(program)
  caseCommands(program)
  linksCommands(program)
  warningsCommands(program)
  authorityCommands(program)
  crawlingCommands(program)
  bulletinCommands(program)
  checkCommand(program)
  judgeCommands(program)
  rulesCommands(program)
  evidenceCommands(program)
  deliveryCommands(program)
  watchCommands(program)
  serveCommands(program)
  backupCommands(program)
  auditCommands(program)
  demoCommand(program)
}
