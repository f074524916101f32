import { useQuery } from '@tanstack/react-query'
import type { CampaignAnswer } from '../../../../src/http/routes/campaigns.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'

export default function Overview() {
  const campaigns = useQuery({
    queryKey: ['/api/campaigns'],
    queryFn: ({ signal }) => request<CampaignAnswer[]>('/api/campaigns', { signal }),
  })
  return (
    <Page title="总览">
      <Loaded of={campaigns}>
        {(list) => (
          <Panel title="检查">
            {list.map(({ id, state }) => (
              <p key={id}>
                {id} {state}
              </p>
            ))}
          </Panel>
        )}
      </Loaded>
    </Page>
  )
}
