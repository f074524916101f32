/** What an import or a bulk change did or would do, for people. */
import type { ImportResult } from '../registry/import.ts'

/** Lines of one kind that are shown; the rest is counted. */
const SHOWN = 50

export function importWords(noun: string, result: ImportResult, preview: boolean): string {
  const { added, changed, unchanged, errorCount } = result
  const erroneous = errorCount > 0 ? `，错误 ${errorCount}` : ''
  const head = `${noun}${preview ? '（预览，未写入）' : ''}：新增 ${added}，变更 ${changed}，未变 ${unchanged}${erroneous}`
  const changes = result.changes.map(
    ({ key, field, before, after }) => `${key}「${field}」：${before || '空'} → ${after || '空'}`,
  )
  return [
    head,
    ...section('错误', result.errors, errorCount),
    ...section('请核实', result.warnings),
    ...(preview ? section('新增', result.additions) : []),
    ...section('变更', changes),
    ...(preview ? [nextStep(result)] : []),
  ].join('\n')
}

function section(title: string, lines: readonly string[], total = lines.length): string[] {
  if (lines.length === 0) return []
  const rest = total > SHOWN ? [`  …… 另有 ${total - SHOWN} 处，见 --json`] : []
  return [`${title}：`, ...lines.slice(0, SHOWN).map((line) => `  ${line}`), ...rest]
}

function nextStep({ added, changed, errorCount, previewId }: ImportResult): string {
  if (errorCount > 0) return '有错误时一行也不会写入，请修改后重新预览'
  if (added + changed === 0) return '没有需要写入的变化'
  return `预览编号 ${previewId}：核对无误后加 --apply ${previewId} 执行`
}
