/** 网站. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Descriptions } from 'antd'
import type { SiteAnswer, SiteDetailAnswer } from '../../../../src/http/routes/sites.ts'
import { useMay } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { OutsideLink } from '../../shell/outside-link.tsx'
import { Page } from '../../shell/page.tsx'
import { OpenLink } from '../../table/open-link.tsx'
import { QueryTable, type QueryColumn } from '../../table/query-table.tsx'
import { textOf, useListSearch } from '../../table/use-list-search.ts'
import { number } from '../../zh.ts'
import { BulkChange } from './bulk-change.tsx'
import { EntryTabs } from './entry-tabs.tsx'
import { Changes } from './history.tsx'
import { siteCategories, siteCategoryOptions, siteStateOptions, siteStates } from './words.ts'

const columns: readonly QueryColumn<SiteAnswer>[] = [
  {
    key: 'name',
    title: '网站名称',
    fixed: 'left',
    sortable: true,
    render: ({ siteCode, name }) => <OpenLink row={siteCode}>{name}</OpenLink>,
  },
  {
    key: 'siteCode',
    title: '标识码',
    sortable: true,
    render: ({ siteCode }) => <span className="mono">{siteCode}</span>,
  },
  { key: 'category', title: '类别', sortable: true, render: ({ category }) => siteCategories[category] },
  { key: 'organiser', title: '主办单位', render: ({ organiser }) => organiser.name },
  {
    key: 'state',
    title: '运行状态',
    render: ({ state }) => <span className={state === 'active' ? 'good' : 'unsure'}>{siteStates[state]}</span>,
  },
  {
    key: 'columns',
    title: '栏目',
    align: 'right',
    render: ({ siteCode, columns: count }) =>
      count === 0 ? (
        '—'
      ) : (
        <Link to="/registry/columns" search={{ site: siteCode } as never}>
          {number(count)}
        </Link>
      ),
  },
  {
    key: 'warnings',
    title: '更新预警',
    align: 'right',
    render: ({ warnings }) => (warnings === 0 ? '—' : <span className="unsure number">{warnings}</span>),
  },
  { key: 'url', title: '网址', hidden: true, render: ({ url }) => <span className="mono">{url}</span> },
  { key: 'services', title: '办事服务', hidden: true, render: ({ hasServices }) => (hasServices ? '有' : '无') },
]

export default function Sites() {
  const may = useMay()
  const batch = (keys: readonly React.Key[], clear: () => void) => (
    <BulkChange kind="site" keys={keys.map(String)} onDone={clear} />
  )
  const { search } = useListSearch()
  return (
    <Page title="网站">
      <QueryTable<SiteAnswer>
        name="sites"
        path="/api/sites"
        exportPath="/api/sites.xlsx"
        columns={columns}
        rowKey={({ siteCode }) => siteCode}
        query={{ organiser: textOf(search['organiser']) }}
        filters={[
          { name: 'search', label: '网站', type: 'text', placeholder: '名称、网址或标识码' },
          { name: 'under', label: '主办单位', type: 'unit' },
          { name: 'category', label: '类别', type: 'choices', options: siteCategoryOptions },
          { name: 'state', label: '状态', type: 'choices', options: siteStateOptions },
        ]}
        {...(may('registry:change') ? { batch } : {})}
        empty={{ title: '名录中还没有网站', advice: <Link to="/registry/import">导入网站名录</Link> }}
        drawer={{ title: () => '网站', content: (siteCode) => <Site siteCode={siteCode} /> }}
      />
    </Page>
  )
}

function Site({ siteCode }: { readonly siteCode: string }) {
  const path = `/api/sites/${encodeURIComponent(siteCode)}`
  const site = useQuery({ queryKey: [path], queryFn: ({ signal }) => request<SiteDetailAnswer>(path, { signal }) })
  return (
    <Loaded of={site}>
      {(found) => (
        <>
          <h2>{found.name}</h2>
          <Descriptions size="small" column={{ xs: 1, md: 2 }} style={{ margin: '12px 0' }}>
            <Descriptions.Item label="网址" span="filled">
              <OutsideLink url={found.url} />
            </Descriptions.Item>
            <Descriptions.Item label="网站标识码">{found.siteCode}</Descriptions.Item>
            <Descriptions.Item label="类别">{siteCategories[found.category]}</Descriptions.Item>
            <Descriptions.Item label="主办单位">{found.organiser.name}</Descriptions.Item>
            <Descriptions.Item label="运行状态">{siteStates[found.state]}</Descriptions.Item>
            <Descriptions.Item label="登记栏目">
              <Link to="/registry/columns" search={{ site: found.siteCode } as never}>
                {number(found.columns)} 个
              </Link>
            </Descriptions.Item>
            <Descriptions.Item label="更新预警">
              {found.warnings === 0 ? '没有' : <span className="unsure">{found.warnings} 条未解除</span>}
            </Descriptions.Item>
            <Descriptions.Item label="办事服务">{found.hasServices ? '有' : '无'}</Descriptions.Item>
          </Descriptions>
          <EntryTabs
            kind="site"
            id={found.id}
            siteCode={found.siteCode}
            changes={<Changes changes={found.changes} />}
          />
        </>
      )}
    </Loaded>
  )
}
