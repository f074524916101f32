/** What verification finds wrong with an archive. */

export interface ArchiveProblem {
  readonly kind: 'changed' | 'added' | 'removed' | 'truncated'
  /** File within the archive, with the address of the record concerned; or 签名, 时间戳, 整个文件. */
  readonly part: string
  /** One sentence in Chinese that names the part. */
  readonly message: string
}

export type ReportProblem = (kind: ArchiveProblem['kind'], part: string, what: string) => void
