/** 通报: the latest draft or publication of every campaign. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Table, Tag } from 'antd'
import type { ListedBulletinAnswer } from '../../../../src/http/routes/bulletin-work.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { EmptyState } from '../../shell/states.tsx'
import { instant, zh } from '../../zh.ts'
import { quarterName } from '../campaigns/words.ts'
import { Downloads } from './downloads.tsx'

export default function Bulletins() {
  const list = useQuery({
    queryKey: ['/api/bulletins'],
    queryFn: ({ signal }) => request<ListedBulletinAnswer[]>('/api/bulletins', { signal }),
  })
  return (
    <Page title="通报">
      <Loaded of={list}>
        {(bulletins) => (
          <section className="panel">
            {bulletins.length === 0 ? (
              <EmptyState title="还没有通报">检查完成、复核之后，在检查页面起草</EmptyState>
            ) : (
              <Table<ListedBulletinAnswer>
                size="small"
                rowKey="campaign"
                dataSource={bulletins}
                scroll={{ x: 900 }}
                pagination={{ pageSize: 20, showTotal: zh.total, hideOnSinglePage: true }}
                columns={[
                  {
                    title: '标题',
                    key: 'title',
                    render: (_, { campaign, title }) => (
                      <Link to="/campaigns/$id/bulletin" params={{ id: campaign }}>
                        {title}
                      </Link>
                    ),
                  },
                  { title: '检查', key: 'campaign', width: 130, render: (_, { campaign }) => quarterName(campaign) },
                  {
                    title: '状态',
                    key: 'state',
                    width: 90,
                    render: (_, { state, demonstration }) => (
                      <>
                        <Tag color={state === 'published' ? 'green' : 'blue'}>
                          {state === 'published' ? '已发布' : '草稿'}
                        </Tag>
                        {demonstration && <Tag color="orange">演示数据</Tag>}
                      </>
                    ),
                  },
                  {
                    title: '发文机关',
                    key: 'issuer',
                    width: 170,
                    render: (_, { issuer, date }) => (
                      <>
                        {issuer}
                        <div className="muted number">{date}</div>
                      </>
                    ),
                  },
                  {
                    title: '稿次',
                    key: 'version',
                    width: 150,
                    render: (_, { version, draftedBy, draftedAt }) => (
                      <>
                        第 {version} 稿，{draftedBy}
                        <div className="muted number">{instant(draftedAt)}</div>
                      </>
                    ),
                  },
                  {
                    title: '核对',
                    key: 'failed',
                    width: 90,
                    render: (_, { failed }) =>
                      failed === 0 ? (
                        <span className="good">通过</span>
                      ) : (
                        <span className="bad">{failed} 项未通过</span>
                      ),
                  },
                  {
                    title: '下载',
                    key: 'files',
                    width: 150,
                    render: (_, { campaign }) => <Downloads campaign={campaign} />,
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
