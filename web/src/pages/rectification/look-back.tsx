/** 回头看: what a campaign saw of the problems of earlier ones. */
import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import type { CampaignAnswer } from '../../../../src/http/routes/campaigns.ts'
import type { LookBackRow } from '../../../../src/http/routes/look-back.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { EmptyState } from '../../shell/states.tsx'
import { QueryTable } from '../../table/query-table.tsx'
import { textOf, useListSearch } from '../../table/use-list-search.ts'
import { caseColumns } from './cases.tsx'
import { StateTag } from './state-tag.tsx'
import { choices, lookBackResults } from './words.ts'
import './rectification.css'

export default function LookBack() {
  const { search, replaceAll } = useListSearch()
  const campaigns = useQuery({
    queryKey: ['/api/campaigns'],
    queryFn: ({ signal }) => request<readonly CampaignAnswer[]>('/api/campaigns', { signal }),
  })
  return (
    <Page title="回头看">
      <Loaded of={campaigns}>
        {(list) => {
          const id = textOf(search['campaign']) || list[0]?.id
          if (id === undefined) return <EmptyState title="还没有检查" />
          return (
            <QueryTable<LookBackRow>
              key={id}
              name="look-back"
              path={`/api/campaigns/${encodeURIComponent(id)}/look-back`}
              exportPath={`/api/campaigns/${encodeURIComponent(id)}/look-back.xlsx`}
              rowKey={(row) => row.id}
              filters={[{ name: 'result', label: '本次结果', type: 'choices', options: choices(lookBackResults) }]}
              actions={
                <label className="inline-field">
                  <span>检查</span>
                  <Select
                    aria-label="检查"
                    style={{ minWidth: 140 }}
                    value={id}
                    onChange={(campaign) => replaceAll({ campaign })}
                    options={list.map((campaign) => ({ value: campaign.id, label: campaign.id }))}
                  />
                </label>
              }
              columns={[
                caseColumns[0]! as never,
                {
                  key: 'result',
                  title: '本次结果',
                  render: ({ result }) => <StateTag of={lookBackResults} state={result} />,
                },
                ...(caseColumns.slice(1) as never[]),
                {
                  key: 'seenIn',
                  title: '本次检查',
                  render: ({ seenIn }) => <a href={`/inspections/${seenIn}`}>{seenIn}</a>,
                },
              ]}
              empty={{
                title: '这次检查没有回头看的问题',
                advice: '以前各次检查确认的问题，其对象在本次检查中的都列在这里',
              }}
            />
          )
        }}
      </Loaded>
    </Page>
  )
}
