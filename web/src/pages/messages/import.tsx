/** Importing 找错留言: choose a file, look at what it would change, then import exactly that. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, App, Button, Table } from 'antd'
import { useState } from 'react'
import type { ImportResult } from '../../../../src/registry/import.ts'
import { request } from '../../api/request.ts'
import { Page, Panel } from '../../shell/page.tsx'
import { FileButton } from '../../shell/file-button.tsx'
import { ProblemNote } from '../../shell/problem-note.tsx'
import { number } from '../../zh.ts'

export default function ImportMessages() {
  const [file, setFile] = useState<File | null>(null)
  const { message } = App.useApp()
  const client = useQueryClient()
  const send = (apply?: string) => {
    const form = new FormData()
    form.set('file', file!)
    return request<ImportResult>('/api/messages/imports', { method: 'POST', body: form, query: { apply } })
  }
  const preview = useMutation({ mutationFn: () => send() })
  const apply = useMutation({
    mutationFn: () => send(preview.data!.previewId),
    onSuccess: ({ added, changed }) => {
      void message.success(`新增 ${added} 条，变更 ${changed} 条`)
      preview.reset()
      setFile(null)
      return client.invalidateQueries()
    },
  })
  const found = preview.data
  const news = found ? found.added + found.changed : 0
  return (
    <Page title="导入找错留言" actions={<Link to="/messages">返回留言列表</Link>}>
      <Panel title="1. 选择文件" note="“政府网站找错”平台导出的 xlsx 或 csv；重复导入不会重复登记">
        <p>
          <FileButton
            label="选择留言导出文件"
            accept=".xlsx,.csv"
            onFiles={([chosen]) => {
              if (chosen === undefined) return
              setFile(chosen)
              preview.reset()
              apply.reset()
            }}
          />{' '}
          <span className={file === null ? 'muted' : undefined}>{file?.name ?? '尚未选择'}</span>{' '}
          <Button type="primary" disabled={file === null} loading={preview.isPending} onClick={() => preview.mutate()}>
            预览
          </Button>
        </p>
        <ProblemNote error={preview.error} />
      </Panel>
      {found && (
        <Panel title="2. 核对后导入">
          <p className="number">
            新增 {number(found.added)} 条，变更 {number(found.changed)} 条，未变 {number(found.unchanged)} 条
            {found.errorCount > 0 && <span className="bad">，错误 {number(found.errorCount)} 处</span>}
          </p>
          {found.errorCount > 0 && (
            <Alert
              type="error"
              showIcon
              title="文件有错误，没有写入任何内容；改正后重新预览"
              description={
                <ul className="problem-details">
                  {found.errors.map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                </ul>
              }
            />
          )}
          {found.warnings.length > 0 && (
            <Alert type="warning" showIcon title="请留意" description={found.warnings.join('；')} />
          )}
          {found.changes.length > 0 && (
            <Table
              size="small"
              rowKey={({ key, field }) => `${key} ${field}`}
              dataSource={[...found.changes]}
              scroll={{ x: 'max-content' }}
              columns={[
                { title: '编号', dataIndex: 'key' },
                { title: '项目', dataIndex: 'field' },
                { title: '原来', dataIndex: 'before' },
                { title: '现在', dataIndex: 'after' },
              ]}
            />
          )}
          {found.additions.length > 0 && (
            <details>
              <summary>新增的留言编号</summary>
              <p className="mono">{found.additions.join('、')}</p>
            </details>
          )}
          <ProblemNote error={apply.error} />
          <Button
            type="primary"
            style={{ marginTop: 12 }}
            disabled={found.errorCount > 0 || news === 0}
            loading={apply.isPending}
            onClick={() => apply.mutate()}
          >
            导入这 {number(news)} 条
          </Button>
        </Panel>
      )}
    </Page>
  )
}
