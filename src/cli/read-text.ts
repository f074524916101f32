/** Reading a text file that somebody named. */
import { readFile, stat } from 'node:fs/promises'
import { evidenceFileLimits } from '../evidence/evidence-file.ts'
import { Failure } from '../kernel/failure.ts'

/** The text of a file; a failure when there is none or it is larger than any that we write. */
export async function readText(file: string): Promise<string> {
  const found = await stat(file).catch(() => null)
  if (!found?.isFile()) throw new Failure('notFound.file', `没有文件 ${file}`, '请核对文件名')
  if (found.size > evidenceFileLimits.bytes) {
    throw new Failure(
      'badInput.fileTooLarge',
      `文件 ${file} 有 ${found.size} 字节，超过 ${evidenceFileLimits.bytes} 字节`,
      '请核对该文件的来源',
    )
  }
  return readFile(file, 'utf8')
}
