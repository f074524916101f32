/** What an import or a bulk change would do, or has done: counts, errors, doubts, and every change. */
import { Alert, Tabs } from 'antd'
import type { ImportAnswer } from '../../../../src/http/routes/imports.ts'
import { number } from '../../zh.ts'

export function ImportOutcome({ noun, result }: { readonly noun: string; readonly result: ImportAnswer }) {
  const { added, changed, unchanged, errorCount, errors, warnings, changes, additions } = result
  const tabs = [
    ...(errorCount > 0
      ? [{ key: 'errors', label: `错误 ${number(errorCount)}`, children: <Lines lines={errors} total={errorCount} /> }]
      : []),
    ...(warnings.length > 0
      ? [{ key: 'warnings', label: `请核实 ${number(warnings.length)}`, children: <Lines lines={warnings} /> }]
      : []),
    ...(changes.length > 0
      ? [{ key: 'changes', label: `变更 ${number(changed)}`, children: <ChangeTable changes={changes} /> }]
      : []),
    ...(additions.length > 0
      ? [{ key: 'additions', label: `新增 ${number(added)}`, children: <Lines lines={additions} total={added} /> }]
      : []),
  ]
  return (
    <>
      <Alert
        type={errorCount > 0 ? 'error' : warnings.length > 0 ? 'warning' : 'info'}
        showIcon
        title={`${noun}：新增 ${number(added)}，变更 ${number(changed)}，未变 ${number(unchanged)}${errorCount > 0 ? `，错误 ${number(errorCount)}` : ''}`}
        description={errorCount > 0 ? '有错误时一行也不会写入，请修改文件后重新预览' : undefined}
      />
      {tabs.length > 0 && <Tabs items={tabs} />}
    </>
  )
}

function Lines({ lines, total = lines.length }: { readonly lines: readonly string[]; readonly total?: number }) {
  return (
    <div className="scroll-y" tabIndex={0} role="region" aria-label="明细">
      <ul>
        {lines.map((line, index) => (
          // oxlint-disable-next-line no-array-index-key -- lines may be the same
          <li key={`${index}${line}`}>{line}</li>
        ))}
      </ul>
      {total > lines.length && <p className="muted">另有 {number(total - lines.length)} 处未列出</p>}
    </div>
  )
}

function ChangeTable({ changes }: { readonly changes: ImportAnswer['changes'] }) {
  return (
    <div className="scroll-y" tabIndex={0} role="region" aria-label="变更明细">
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">对象</th>
            <th scope="col">字段</th>
            <th scope="col">原为</th>
            <th scope="col">改为</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ key, field, before, after }) => (
            <tr key={`${key}${field}`}>
              <td>{key}</td>
              <td>{field}</td>
              <td className="muted">{before || '空'}</td>
              <td>{after || '空'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
