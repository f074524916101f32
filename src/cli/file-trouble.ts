/** Trouble with a file or a folder, in words: what a person can set right is no fault of the program. */
import { Failure } from '../kernel/failure.ts'

const causes: Readonly<Record<string, readonly [problem: string, advice: string]>> = {
  EACCES: ['没有权限', '请检查文件和目录的权限，或换一个位置'],
  EPERM: ['没有权限', '请检查文件和目录的权限，或换一个位置'],
  EROFS: ['所在的文件系统是只读的', '请换一个可以写入的位置'],
  ENOENT: ['文件或目录不存在', '请检查路径是否写对，所在目录是否存在'],
  ENOTDIR: ['路径中有一段不是目录', '请检查路径是否写对'],
  EISDIR: ['这是目录，不是文件', '请给出文件的路径'],
  EEXIST: ['已经存在同名的文件或目录', '请换一个名称，或先移走已有的'],
  ENOSPC: ['磁盘空间不足', '请清理磁盘或换一个位置，然后重试'],
}
const writing = new Set(['EROFS', 'EEXIST', 'ENOSPC'])

/** The failure `unavailable.file` for an error of the file system about a path, else `null`. */
export function fileTrouble(error: unknown): Failure | null {
  if (!(error instanceof Error)) return null
  const { code, path, syscall } = error as NodeJS.ErrnoException
  const cause = code === undefined ? undefined : causes[code]
  // A full disk and a folder are found when the file is open and its path forgotten; others without one are not about files.
  if (!cause || syscall === undefined || (path === undefined && code !== 'ENOSPC' && code !== 'EISDIR')) return null
  const cannot = writing.has(code!) || /^(write|mkdir|rename|unlink|rm|copyfile)/.test(syscall) ? '写不了' : '打不开'
  return new Failure('unavailable.file', `${cannot} ${path ?? '文件'}：${cause[0]}`, cause[1])
}
