/** 历次稿: who made each version of a bulletin and who approved it, and its files as they were. */
import { Table, Tag } from 'antd'
import type { BulletinWorkAnswer } from '../../../../src/http/routes/bulletin-work.ts'
import { instant } from '../../zh.ts'
import { Downloads } from './downloads.tsx'

type Version = BulletinWorkAnswer['versions'][number]

export function Versions({ work }: { readonly work: BulletinWorkAnswer }) {
  const { campaign, versions, publication, state } = work
  return (
    <Table<Version>
      size="small"
      rowKey="version"
      dataSource={[...versions]}
      scroll={{ x: 640 }}
      pagination={false}
      columns={[
        {
          title: '稿次',
          key: 'version',
          width: 120,
          render: (_, { version, sha256 }) => (
            <>
              第 {version} 稿
              {state === 'published' && version === publication?.version && (
                <>
                  {' '}
                  <Tag color="green">已发布</Tag>
                </>
              )}
              <div className="muted mono" title={`SHA-256 ${sha256}`}>
                {sha256.slice(0, 12)}
              </div>
            </>
          ),
        },
        {
          title: '起草',
          key: 'drafted',
          render: (_, { draftedBy, draftedAt }) => (
            <>
              {draftedBy}
              <div className="muted number">{instant(draftedAt)}</div>
            </>
          ),
        },
        {
          title: '内容',
          key: 'content',
          render: (_, { date, edits, failed }) => (
            <>
              成文 {date}
              <div className="muted">
                {edits === 0 ? '没有改动原文' : `改动 ${edits} 段`}，
                {failed === 0 ? '核对全部通过' : <span className="bad">{failed} 项未通过</span>}
              </div>
            </>
          ),
        },
        {
          title: '审核',
          key: 'approvals',
          render: (_, { approvals }) =>
            approvals.length === 0 ? (
              <span className="muted">未审核</span>
            ) : (
              approvals.map(({ by, at }) => (
                <div key={`${by} ${at}`}>
                  {by}
                  <div className="muted number">{instant(at)}</div>
                </div>
              ))
            ),
        },
        {
          title: '下载',
          width: 160,
          key: 'files',
          render: (_, { version }) => <Downloads campaign={campaign} version={version} />,
        },
      ]}
    />
  )
}
