import { Failure } from '../kernel/failure.ts'
import type { Row, Tx } from '../store/database.ts'

/** The unit with this code. @throws Failure `notFound.unit` */
export async function findUnit(tx: Tx, code: string): Promise<Row<'unit'>> {
  const unit = await tx.selectFrom('unit').selectAll().where('code', '=', code).executeTakeFirst()
  if (unit) return unit
  throw new Failure('notFound.unit', `名录中没有代码为 ${code} 的单位`, '单位代码见单位名录（import units 的文件）')
}
