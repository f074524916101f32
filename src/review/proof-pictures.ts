/** Pictures for a check sheet: uploaded while it is filled, bound to the decision that it becomes. */
import { createHash } from 'node:crypto'
import path from 'node:path'
import { Failure } from '../kernel/failure.ts'
import { clip, normaliseText } from '../kernel/text.ts'
import type { Clause } from '../regulations/rule-set.ts'
import { record } from '../store/audit.ts'
import { transaction, type Row, type Tx } from '../store/database.ts'
import { keepFile, pictureSignatures, typeBySignature } from '../store/kept-file.ts'
import { findingSubject } from './note-decisions.ts'
import type { JudgementKey } from './queue.ts'

export type ProofPicture = Row<'proofPicture'>

/** A full-page picture of a long page; photographs of today's telephones are smaller. */
export const mostPictureBytes = 10 * 2 ** 20

export interface UploadedPicture {
  /** Name of the field of the check sheet. */
  readonly field: string
  /** What its owner calls it; a pasted one has no name. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** Keeps a picture below `folder` and notes whose it is. @throws Failure for what is no picture, too large, or not asked for */
export async function addPicture(
  tx: Tx,
  folder: string,
  { inspectionId, clause: clauseId }: JudgementKey,
  clause: Clause,
  { field, name, bytes }: UploadedPicture,
  by: { readonly actor: string; readonly at: string },
): Promise<ProofPicture> {
  if (!clause.evidenceFields.some((one) => one.name === field && one.kind === 'screenshot')) {
    throw new Failure(
      'badInput.field',
      `条款“${clauseId}”的检查表没有截图项“${clip(field, 40)}”`,
      '请按检查表的项目上传',
    )
  }
  if (bytes.length === 0 || bytes.length > mostPictureBytes) {
    const size = bytes.length === 0 ? '是空的' : `有 ${Math.ceil(bytes.length / 2 ** 20)} MB`
    throw new Failure('badInput.pictureSize', `图片${size}`, `每张不超过 ${mostPictureBytes / 2 ** 20} MB`)
  }
  const mediaType = typeBySignature(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), pictureSignatures)
  if (mediaType === null) {
    throw new Failure(
      'badInput.pictureType',
      '这不是可以接收的图片',
      '请上传 png、jpg、gif、bmp 或 webp；以内容为准，与扩展名无关',
    )
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await keepFile(folder, { sha256, bytes })
  const shown = clip(normaliseText(path.basename(name)), 120) || '粘贴的截图'
  return transaction(tx, async (within) => {
    const row = await within
      .insertInto('proofPicture')
      .values({
        inspectionId,
        clauseId,
        field,
        sha256,
        name: shown,
        mediaType,
        bytes: bytes.length,
        uploadedBy: by.actor,
        uploadedAt: by.at,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    const subject = findingSubject(inspectionId, clauseId)
    await record(within, {
      ...by,
      action: 'review.pictureAdded',
      subject,
      detail: { field, sha256, bytes: bytes.length },
    })
    return row
  })
}

/** The uploaded pictures with these numbers, of this item, by this person; a failure for any other number. */
export async function uploadedPictures(
  tx: Tx,
  { inspectionId, clause }: JudgementKey,
  ids: readonly number[],
  uploadedBy: string,
): Promise<readonly ProofPicture[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .selectFrom('proofPicture')
    .selectAll()
    .where('id', 'in', ids)
    .where('inspectionId', '=', inspectionId)
    .where('clauseId', '=', clause)
    .where('uploadedBy', '=', uploadedBy)
    .where('decisionId', 'is', null)
    .orderBy('id')
    .execute()
  if (rows.length === new Set(ids).size) return rows
  throw new Failure('badInput.picture', '图片不属于这一项，或已经提交过', '请重新上传')
}

/** What the sheet's fields say of pictures: their names and the beginning of their digests. */
export function pictureWords(pictures: readonly ProofPicture[]): Readonly<Record<string, string>> {
  const byField = Map.groupBy(pictures, ({ field }) => field)
  return Object.fromEntries(
    [...byField].map(([field, own]) => [
      field,
      own.map(({ name, sha256 }) => `${name}（SHA-256 ${sha256.slice(0, 12)}…）`).join('、'),
    ]),
  )
}

/** Binds pictures to the decision that their uploader has just made on the item. */
export async function bindPictures(tx: Tx, pictures: readonly ProofPicture[]): Promise<void> {
  const [first] = pictures
  if (first === undefined) return
  const { id } = await tx
    .selectFrom('decision')
    .select('id')
    .where('inspectionId', '=', first.inspectionId)
    .where('clauseId', '=', first.clauseId)
    .where('author', '=', first.uploadedBy)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  const ids = pictures.map((picture) => picture.id)
  await tx.updateTable('proofPicture').set({ decisionId: id }).where('id', 'in', ids).execute()
}
