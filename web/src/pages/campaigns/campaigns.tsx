/** 检查任务: all campaigns, newest first. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Table, Tag } from 'antd'
import type { CampaignAnswer } from '../../../../src/http/routes/campaigns.ts'
import { useMay } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { EmptyState } from '../../shell/states.tsx'
import { zh } from '../../zh.ts'
import { campaignStates, quarterName } from './words.ts'

export default function Campaigns() {
  const may = useMay()
  const list = useQuery({
    queryKey: ['/api/campaigns'],
    queryFn: ({ signal }) => request<CampaignAnswer[]>('/api/campaigns', { signal }),
  })
  const open = may('campaigns:manage') && (
    <Link to="/campaigns/new">
      <Button type="primary">立项</Button>
    </Link>
  )
  return (
    <Page title="检查任务" actions={open}>
      <Loaded of={list}>
        {(campaigns) => (
          <section className="panel">
            {campaigns.length === 0 ? (
              <EmptyState title="还没有检查">导入名录之后即可立项</EmptyState>
            ) : (
              <Table<CampaignAnswer>
                size="small"
                rowKey="id"
                dataSource={campaigns}
                scroll={{ x: 'max-content' }}
                pagination={campaigns.length > 20 && { pageSize: 20, showTotal: zh.total }}
                columns={[
                  {
                    title: '检查',
                    key: 'id',
                    render: (_, { id }) => (
                      <Link to="/campaigns/$id" params={{ id }}>
                        {quarterName(id)}
                      </Link>
                    ),
                  },
                  { title: '状态', key: 'state', render: (_, { state }) => campaignStates[state] ?? state },
                  { title: '监测时间点', dataIndex: 'monitorPoint' },
                  { title: '检查口径', dataIndex: 'ruleSetName' },
                  { title: '随机种子', key: 'seed', render: (_, { seed }) => <span className="mono">{seed}</span> },
                  {
                    title: '',
                    key: 'note',
                    render: (_, { demonstration }) => demonstration && <Tag color="orange">演示数据</Tag>,
                  },
                  {
                    title: '操作',
                    key: 'actions',
                    render: (_, { id }) => (
                      <span className="row-actions">
                        <Link to="/campaigns/$id/results" params={{ id }}>
                          结果
                        </Link>
                        <Link to="/campaigns/$id/bulletin" params={{ id }}>
                          通报
                        </Link>
                      </span>
                    ),
                  },
                ]}
              />
            )}
          </section>
        )}
      </Loaded>
    </Page>
  )
}
