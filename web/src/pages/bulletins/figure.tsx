/** A number of a bulletin and the rows that it counts. */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button, Table } from 'antd'
import type { FigureRowsAnswer } from '../../../../src/http/routes/bulletins.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { verdictNames, zh } from '../../zh.ts'
import { verdictClass } from '../campaigns/words.ts'

type Row = FigureRowsAnswer['rows'][number]

export default function FigurePage() {
  const { id, figure } = useParams({ strict: false }) as { id: string; figure: string }
  const path = `/api/campaigns/${encodeURIComponent(id)}/figures/${encodeURIComponent(figure)}`
  const rows = useQuery({ queryKey: [path], queryFn: ({ signal }) => request<FigureRowsAnswer>(path, { signal }) })
  const title = rows.data ? `${rows.data.label}：${rows.data.text}` : '数字明细'
  return (
    <Page
      title={title}
      actions={
        <Link to="/campaigns/$id/bulletin" params={{ id }}>
          <Button>返回通报</Button>
        </Link>
      }
    >
      <Loaded of={rows}>
        {(found) => (
          <Panel note={`以下 ${found.rows.length} 行即这个数字的来源`} title="明细">
            <Table<Row>
              size="small"
              rowKey="id"
              dataSource={found.rows}
              scroll={{ x: 'max-content' }}
              pagination={{ pageSize: 50, showTotal: zh.total, hideOnSinglePage: true, showSizeChanger: false }}
              columns={[
                { title: '序号', key: 'number', align: 'right', render: (_, __, index) => index + 1 },
                {
                  title: '名称',
                  key: 'name',
                  render: (_, { inspectionId, name }) =>
                    inspectionId === null ? (
                      name
                    ) : (
                      <Link to="/inspections/$id" params={{ id: String(inspectionId) }}>
                        {name}
                      </Link>
                    ),
                },
                { title: '主办单位', dataIndex: 'organiser' },
                { title: '类别', dataIndex: 'kind' },
                {
                  title: '结果',
                  key: 'verdict',
                  render: (_, { verdict }) =>
                    verdict === null ? '—' : <span className={verdictClass[verdict]}>{verdictNames[verdict]}</span>,
                },
                { title: '问题', dataIndex: 'problem' },
              ]}
            />
          </Panel>
        )}
      </Loaded>
    </Page>
  )
}
