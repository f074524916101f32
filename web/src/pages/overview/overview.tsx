/** 总览: how far this quarter's campaign has got, what needs me today, and the numbers, each of which opens its rows. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Select, Tag } from 'antd'
import type { OverviewAnswer } from '../../../../src/http/routes/overview.ts'
import { useMay } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { EmptyState } from '../../shell/states.tsx'
import { textOf, useListSearch } from '../../table/use-list-search.ts'
import { quarterName } from '../campaigns/words.ts'
import { Areas } from './areas.tsx'
import { Path } from './path.tsx'
import { Platforms, Trend } from './charts.tsx'
import { Problems, Rates } from './rates.tsx'
import { Today } from './today.tsx'

export default function Overview() {
  const { search, change } = useListSearch()
  const wanted = textOf(search['campaign'])
  const overview = useQuery({
    queryKey: ['/api/overview', wanted],
    queryFn: ({ signal }) =>
      request<OverviewAnswer>('/api/overview', { query: { campaign: wanted || undefined }, signal }),
    placeholderData: keepPreviousData,
  })
  const campaign = overview.data?.campaign
  const choice = overview.data && overview.data.campaigns.length > 1 && (
    <Select
      aria-label="选择检查"
      style={{ width: 280 }}
      value={campaign?.id ?? null}
      options={overview.data.campaigns.map(({ id, stateName }) => ({
        value: id,
        label: `${quarterName(id)}（${stateName}）`,
      }))}
      onChange={(id: string) => change({ campaign: id })}
    />
  )
  return (
    <Page
      title={campaign ? `${quarterName(campaign.id)}检查` : '总览'}
      note={campaign && <Tag color="blue">{campaign.stateName}</Tag>}
      actions={choice}
    >
      <Loaded of={overview} rows={10}>
        {(found) => <Found overview={found} />}
      </Loaded>
    </Page>
  )
}

function Found({ overview }: { readonly overview: OverviewAnswer }) {
  const may = useMay()
  const { campaign } = overview
  if (campaign === null) {
    return (
      <>
        <Today due={overview.today} campaign={null} />
        <Panel>
          <EmptyState title="还没有检查" action={may('campaigns:manage') && <Link to="/campaigns/new">立项</Link>}>
            {may('registry:change') ? '先在“名录管理”导入单位、网站和账号，再立项' : '立项之后，这里显示进展和结果'}
          </EmptyState>
        </Panel>
      </>
    )
  }
  return (
    <>
      {campaign.demonstration && (
        <Alert
          type="warning"
          showIcon
          title="演示数据：来自模拟城市，不代表真实检查结果"
          style={{ marginBottom: 16 }}
        />
      )}
      <Newer overview={overview} />
      <Panel title="进展" note={`监测时间点 ${campaign.monitorPoint}`}>
        <Path campaign={campaign.id} steps={campaign.steps} />
      </Panel>
      <Today due={overview.today} campaign={campaign.id} />
      <div className="columns-2">
        <div>
          <Rates
            title="政府网站"
            kind="site"
            campaign={campaign.id}
            all={overview.sites}
            parts={overview.siteCategories}
          />
          <Problems campaign={campaign.id} problems={overview.problems} />
        </div>
        <Rates title="政务新媒体账号" kind="account" campaign={campaign.id} all={overview.accounts} parts={[]}>
          <Platforms campaign={campaign.id} platforms={overview.platforms} />
        </Rates>
      </div>
      <Trend trend={overview.trend} />
      <Areas campaign={campaign.id} overview={overview} />
    </>
  )
}

/** A newer campaign that looked at a small part only does not open by itself; it is a click away. */
function Newer({ overview: { campaign, campaigns } }: { readonly overview: OverviewAnswer }) {
  const { search } = useListSearch()
  const [newest] = campaigns
  if (newest === undefined || newest.id === campaign?.id || textOf(search['campaign']) !== '') return null
  return (
    <p className="muted" style={{ marginTop: 0 }}>
      {quarterName(newest.id)}检查（{newest.stateName}）只检查一小部分对象，
      <Link to="/" search={{ campaign: newest.id } as never}>
        看它的进展和结果
      </Link>
    </p>
  )
}
