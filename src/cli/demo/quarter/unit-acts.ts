/** What the scripted units do, through the same use cases as everybody. */
import path from 'node:path'
import { answerCase } from '../../../rectification/answer.ts'
import { fileAppeal } from '../../../rectification/appeal.ts'
import { readAttachment } from '../../../rectification/attachments.ts'
import { askExtension, readNotice } from '../../../rectification/send-notice.ts'
import type { By, Terms } from '../../../rectification/terms.ts'
import { findUnit } from '../../../registry/find-unit.ts'
import { findTarget } from '../../../review/find-target.ts'
import type { Tx } from '../../../store/database.ts'
import type { UnitAct } from './script.ts'

export interface Offices {
  readonly terms: Terms
  /** Where proof is kept. */
  readonly attachmentFolder: string
  /** Where the files lie that units hand in. */
  readonly files: string
  readonly mostBytes: number
}

/** Does one act of a unit in the caller's transaction. */
export async function doUnitAct(
  tx: Tx,
  act: UnitAct,
  at: string,
  { terms, attachmentFolder, files, mostBytes }: Offices,
) {
  const { id: unitId } = await findUnit(tx, act.unit)
  const by: By = { actor: act.person, at, role: 'unit', unitId }
  const { kind, id: targetId } = await findTarget(tx, act.target)
  const own = await tx
    .selectFrom('rectificationCase')
    .select(['id', 'noticeId'])
    .where('target', '=', kind)
    .where('targetId', '=', targetId)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  switch (act.does) {
    case 'read':
      return readNotice(tx, own.noticeId, by)
    case 'extend':
      return askExtension(tx, own.noticeId, act.until!, act.text, by)
    case 'appeal':
      return fileAppeal(tx, own.id, act.text, terms, by)
    case 'answer': {
      const proof = act.proof === undefined ? [] : [await readAttachment(path.join(files, act.proof), mostBytes)]
      return answerCase(tx, own.id, { text: act.text, files: proof, attachmentFolder }, terms, by)
    }
    default:
      return act.does satisfies never
  }
}
