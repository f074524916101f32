/** 证书: what ends next. */
import type { FoundCertificate } from '../../../../src/monitoring/find-alerts.ts'
import { Page } from '../../shell/page.tsx'
import { Tag } from '../../shell/tag.tsx'
import { QueryTable } from '../../table/query-table.tsx'
import { instant } from '../../zh.ts'

export default function Certificates() {
  return (
    <Page title="证书">
      <QueryTable<FoundCertificate>
        name="certificates"
        path="/api/certificates"
        exportPath="/api/certificates.xlsx"
        rowKey={({ siteCode }) => siteCode}
        filters={[
          { name: 'search', label: '网站名称或标识码', type: 'text' },
          {
            name: 'withinDays',
            label: '到期',
            type: 'choice',
            options: [
              { value: '7', label: '7 天内' },
              { value: '15', label: '15 天内' },
              { value: '30', label: '30 天内' },
              { value: '90', label: '90 天内' },
            ],
          },
          { name: 'unit', label: '主办单位', type: 'unit' },
        ]}
        columns={[
          { key: 'site', title: '网站', fixed: 'left', render: ({ site }) => site },
          { key: 'unit', title: '主办单位', render: ({ unit }) => unit.name },
          { key: 'url', title: '网址', render: ({ url }) => <span className="mono">{url}</span> },
          { key: 'expiresOn', title: '有效期至', render: ({ expiresOn }) => expiresOn },
          {
            key: 'daysLeft',
            title: '剩余',
            render: ({ daysLeft }) => (
              <Tag tone={daysLeft <= 7 ? 'bad' : daysLeft <= 30 ? 'unsure' : 'good'}>
                {daysLeft < 0 ? `过期 ${-daysLeft} 天` : daysLeft === 0 ? '今天到期' : `还有 ${daysLeft} 天`}
              </Tag>
            ),
          },
          { key: 'seenAt', title: '最近看到', render: ({ seenAt }) => instant(seenAt) },
        ]}
        empty={{ title: '还没有看到证书', advice: '监测或检查 https 网站时记录证书的有效期' }}
      />
    </Page>
  )
}
