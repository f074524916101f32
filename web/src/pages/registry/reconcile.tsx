/** 与国家系统核对: the register of accounts beside an export of the national system; nothing is written. */
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Table, Tabs, Upload } from 'antd'
import type { ReconciliationAnswer } from '../../../../src/http/routes/imports.ts'
import { asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'
import { Page, Panel } from '../../shell/page.tsx'
import { number, zh } from '../../zh.ts'

const paging = { pageSize: 20, showTotal: zh.total, hideOnSinglePage: true }

export default function Reconcile() {
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
          选择从全国政务新媒体信息报送系统导出的账号表格（xlsx 或 csv），与名录逐项核对。不写入任何内容。
        </p>
        <Upload
          accept=".xlsx,.csv"
          showUploadList={false}
          beforeUpload={(file) => {
            compare.mutate(file)
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
                      { title: '主办单位', dataIndex: 'organiser' },
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
                      { title: '主办单位', dataIndex: 'organiser' },
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
    </Page>
  )
}
