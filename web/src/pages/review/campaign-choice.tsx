/** Which campaign a page is about: `?campaign=` of its address, else the usual one. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Select } from 'antd'
import type { ReactNode } from 'react'
import type { CampaignAnswer, ListedCampaignAnswer } from '../../../../src/http/routes/campaigns.ts'
import { request } from '../../api/request.ts'
import type { Search } from '../../search.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { EmptyState } from '../../shell/states.tsx'
import { textOf } from '../../table/use-list-search.ts'
import { campaignStates, quarterName } from '../campaigns/words.ts'

interface CampaignPageProps {
  readonly title: string
  readonly actions?: (campaign: CampaignAnswer) => ReactNode
  readonly children: (campaign: CampaignAnswer) => ReactNode
}

/** A page of one campaign, with the choice of another beside its heading. */
export function CampaignPage({ title, actions, children }: CampaignPageProps) {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const campaigns = useQuery({
    queryKey: ['/api/campaigns'],
    queryFn: ({ signal }) => request<ListedCampaignAnswer[]>('/api/campaigns', { signal }),
  })
  const wanted = textOf(search['campaign'])
  const chosen = campaigns.data?.find(({ id }) => id === wanted) ?? campaigns.data?.find(({ usual }) => usual)
  return (
    <Page
      title={title}
      note={
        chosen && (
          <Select
            aria-label="检查"
            value={chosen.id}
            style={{ minWidth: 260 }}
            options={(campaigns.data ?? []).map(({ id, state }) => ({
              value: id,
              label: `${quarterName(id)}（${campaignStates[state] ?? state}）`,
            }))}
            // Filters of one campaign, such as a clause, say nothing in another.
            onChange={(campaign: string) => void navigate({ to: '.', search: { campaign } as never })}
          />
        )
      }
      actions={chosen && actions?.(chosen)}
    >
      <Loaded of={campaigns}>
        {() =>
          chosen === undefined ? (
            <EmptyState title="还没有检查">立项以后，待复核的条款出现在这里</EmptyState>
          ) : (
            children(chosen)
          )
        }
      </Loaded>
    </Page>
  )
}
