/** A kind of column that a portal must have and keep up: 动态要闻, 政策文件, 政策解读. Shared by WEB-D-PUB-4 to 6. */
import type { ColumnEvidence } from '../evidence/columns.ts'
import type { Day } from '../kernel/day.ts'
import { columnFindings, columnUpdate, sortColumns } from './column-update.ts'
import { cantTell, failed, passed, type Judged } from './define.ts'

export interface ColumnDuty {
  /** In words: 动态要闻. */
  readonly name: string
  readonly class: ColumnEvidence['class']
  /** Only columns up to this level must be updated; deeper ones only show that there is one. */
  readonly deepestLevel: number
  readonly from: Day
  readonly monitorPoint: Day
  readonly pointsNoColumn: number
  readonly pointsPerColumn: number
}

export function judgeColumnClass(columns: readonly ColumnEvidence[], duty: ColumnDuty): Judged {
  if (columns.length === 0) return cantTell('没有读到任何栏目')
  const own = columns.filter((column) => column.class === duty.class)
  if (own.length === 0) {
    const message = `没有${duty.name}类栏目`
    return failed(message, [{ where: '栏目设置', message, points: duty.pointsNoColumn }])
  }
  const watched = own.filter(({ updateDuty, level }) => updateDuty && level <= duty.deepestLevel)
  const { stale, unknown } = sortColumns(watched, (column) => columnUpdate(column, duty.from, duty.monitorPoint))
  const because = `${watched.length} 个${duty.name}类栏目中 ${stale.length} 个未更新`
  if (stale.length > 0) {
    return failed(
      because,
      columnFindings(stale).map((finding) => ({ ...finding, points: duty.pointsPerColumn })),
    )
  }
  if (unknown.length > 0) return cantTell(`${because}，${unknown.length} 个无法判断（${unknown[0]!.update.why}）`)
  return passed(because)
}
