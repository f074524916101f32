/** 与国家系统核对: the register of accounts beside an export of the national system; then, if somebody wants it, the register as the export has it. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Space, Table, Tabs, Upload } from 'antd'
import { useState } from 'react'
import type { ImportAnswer, ReconciliationAnswer } from '../../../../src/http/routes/imports.ts'
import { asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'
import { Page, Panel } from '../../shell/page.tsx'
import { ProblemNote } from '../../shell/problem-note.tsx'
import { number, zh } from '../../zh.ts'
import { ImportOutcome } from './import-outcome.tsx'

const paging = { pageSize: 10, showTotal: zh.total, hideOnSinglePage: true }

export default function Reconcile() {
  const [file, setFile] = useState<File | null>(null)
  const compare = useMutation({
    mutationFn: (file: File) =>
      request<ReconciliationAnswer>('/api/reconciliations/accounts', {
        method: 'POST',
        query: { name: file.name },
        body: file,
      }),
  })
  const found = compare.data
  const problem = compare.isError ? asProblem(compare.error) : null
  return (
    <Page title="与国家系统核对">
      <Panel>
        <p className="muted" style={{ marginTop: 0 }}>
          选择从全国政务新媒体信息报送系统导出的账号表格（xlsx 或
          csv），与名录逐项核对。核对不写入任何内容；要按系统更新名录，先看预览，再确认。
        </p>
        <Upload
          accept=".xlsx,.csv"
          showUploadList={false}
          beforeUpload={(chosen) => {
            setFile(chosen)
            compare.mutate(chosen)
            return false
          }}
        >
          <Button type="primary" loading={compare.isPending}>
            选择文件并核对
          </Button>
        </Upload>
      </Panel>
      {problem && (
        <Alert
          type="error"
          showIcon
          title={problem.message}
          description={[problem.advice, ...problem.details.slice(0, 10)].join('；')}
          style={{ marginBottom: 16 }}
        />
      )}
      {found && (
        <Panel
          title="核对结果"
          note={`名录应报 ${number(found.registered)} 个，导出 ${number(found.exported)} 行，一致 ${number(found.same)} 个`}
        >
          <Tabs
            items={[
              {
                key: 'missing',
                label: `系统缺少 ${number(found.missing.length)}`,
                children: (
                  <Table
                    size="small"
                    rowKey="key"
                    dataSource={found.missing}
                    pagination={paging}
                    scroll={{ x: 'max-content' }}
                    columns={[
                      { title: '账号', dataIndex: 'key' },
                      { title: '账号名称', dataIndex: 'name' },
                      { title: '主办单位', dataIndex: 'organiserName' },
                      { title: '账号状态', dataIndex: 'state' },
                    ]}
                  />
                ),
              },
              {
                key: 'extra',
                label: `系统多出 ${number(found.extra.length)}`,
                children: (
                  <Table
                    size="small"
                    rowKey="line"
                    dataSource={found.extra}
                    pagination={paging}
                    scroll={{ x: 'max-content' }}
                    columns={[
                      { title: '导出行', dataIndex: 'line' },
                      { title: '账号类型', dataIndex: 'platform' },
                      { title: '账号名称', dataIndex: 'name' },
                      { title: '主办单位', dataIndex: 'organiserName' },
                      { title: '说明', dataIndex: 'note' },
                    ]}
                  />
                ),
              },
              {
                key: 'changed',
                label: `信息不一致 ${number(found.changed.length)}`,
                children: (
                  <Table
                    size="small"
                    rowKey={({ key, field }) => `${key}${field}`}
                    dataSource={found.changed}
                    pagination={paging}
                    scroll={{ x: 'max-content' }}
                    columns={[
                      { title: '账号', dataIndex: 'key' },
                      { title: '账号名称', dataIndex: 'name' },
                      { title: '字段', dataIndex: 'field' },
                      { title: '名录', dataIndex: 'register' },
                      { title: '系统', dataIndex: 'export' },
                    ]}
                  />
                ),
              },
              ...(found.errorCount > 0
                ? [
                    {
                      key: 'errors',
                      label: `读不出 ${number(found.errorCount)}`,
                      children: (
                        <ul>
                          {found.errors.map((line) => (
                            <li key={line}>{line}</li>
                          ))}
                        </ul>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        </Panel>
      )}
      {found && file && (
        <Adopt
          key={`${file.name}${file.lastModified}`}
          file={file}
          differs={found.extra.length + found.changed.length > 0}
          onDone={() => compare.mutate(file)}
        />
      )}
    </Page>
  )
}

interface AdoptProps {
  readonly file: File
  readonly differs: boolean
  readonly onDone: () => void
}

/** The register as the national system has it: the same file as an import, seen before it is made. What only the register has stays. */
function Adopt({ file, differs, onDone }: AdoptProps) {
  const client = useQueryClient()
  const { message } = App.useApp()
  const send = (path: string, previewId?: string) =>
    request<ImportAnswer>(`/api/imports/accounts${path}`, {
      method: 'POST',
      query: { name: file.name, previewId },
      body: file,
    })
  const preview = useMutation({ mutationFn: () => send('/preview') })
  const apply = useMutation({
    mutationFn: (previewId: string) => send('', previewId),
    onSuccess: async ({ added, changed }) => {
      void message.success(`名录已更新：新增 ${added}，变更 ${changed}`)
      preview.reset()
      await client.invalidateQueries()
      onDone()
    },
  })
  const seen = preview.data
  const ready = seen !== undefined && seen.errorCount === 0 && seen.added + seen.changed > 0
  return (
    <Panel
      title="按系统更新名录"
      note="写入系统多出的账号和不一致的信息；名录中系统没有的账号不动"
      actions={
        <Space>
          <Button disabled={!differs} loading={preview.isPending} onClick={() => preview.mutate()}>
            预览更新
          </Button>
          <Button
            type="primary"
            disabled={!ready}
            loading={apply.isPending}
            onClick={() => seen && apply.mutate(seen.previewId)}
          >
            确认更新
          </Button>
        </Space>
      }
    >
      <ProblemNote error={preview.error ?? apply.error} />
      {seen ? (
        <ImportOutcome noun="账号" result={seen} />
      ) : (
        <p className="muted">{differs ? '预览之前不会写入' : '名录与系统没有可以更新的差异'}</p>
      )}
    </Panel>
  )
}
