/** 账号: list, detail, and the same change for many at once. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Descriptions } from 'antd'
import type { AccountAnswer, AccountDetailAnswer } from '../../../../src/http/routes/accounts.ts'
import type { RegisterChangeAnswer } from '../../../../src/http/routes/units.ts'
import { useMay } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { OpenLink } from '../../table/open-link.tsx'
import { QueryTable, type QueryColumn } from '../../table/query-table.tsx'
import { textOf, useListSearch } from '../../table/use-list-search.ts'
import { number } from '../../zh.ts'
import { BulkChange } from './bulk-change.tsx'
import { EntryTabs } from './entry-tabs.tsx'
import { Changes } from './history.tsx'
import {
  accountPurposeOptions,
  accountPurposes,
  accountStateOptions,
  accountStates,
  filingStateOptions,
  filingStates,
  platformOptions,
  platforms,
} from './words.ts'

const columns: readonly QueryColumn<AccountAnswer>[] = [
  {
    key: 'name',
    title: '账号名称',
    fixed: 'left',
    sortable: true,
    render: ({ id, name }) => <OpenLink row={id}>{name}</OpenLink>,
  },
  { key: 'platform', title: '账号类型', render: ({ platform }) => platforms[platform] ?? platform },
  { key: 'organiser', title: '主办单位', render: ({ organiser }) => organiser.name },
  {
    key: 'state',
    title: '账号状态',
    render: ({ state }) => <span className={state === 'active' ? 'good' : 'unsure'}>{accountStates[state]}</span>,
  },
  { key: 'filing', title: '备案情况', render: ({ filingState }) => filingStates[filingState] },
  { key: 'purpose', title: '用途', render: ({ purpose }) => accountPurposes[purpose] },
  {
    key: 'followers',
    title: '粉丝数',
    align: 'right',
    sortable: true,
    render: ({ followers }) => <span className="number">{followers === null ? '—' : number(followers)}</span>,
  },
  { key: 'openedOn', title: '开设日期', sortable: true, hidden: true, render: ({ openedOn }) => openedOn ?? '—' },
  {
    key: 'platformId',
    title: '账号标识',
    hidden: true,
    render: ({ platformId }) => <span className="mono">{platformId}</span>,
  },
  { key: 'operator', title: '运营单位', hidden: true, render: ({ operator }) => operator || '—' },
]

export default function Accounts() {
  const may = useMay()
  const { search } = useListSearch()
  const batch = (keys: readonly React.Key[], clear: () => void) => (
    <BulkChange kind="account" keys={keys.map(String)} onDone={clear} />
  )
  return (
    <Page title="账号">
      <QueryTable<AccountAnswer>
        name="accounts"
        path="/api/accounts"
        exportPath="/api/accounts.xlsx"
        columns={columns}
        rowKey={({ key }) => key}
        query={{ organiser: textOf(search['organiser']) }}
        filters={[
          { name: 'search', label: '账号', type: 'text', placeholder: '名称、曾用名或标识' },
          { name: 'under', label: '主办单位', type: 'unit' },
          { name: 'platform', label: '类型', type: 'choices', options: platformOptions },
          { name: 'state', label: '状态', type: 'choices', options: accountStateOptions },
          { name: 'filing', label: '备案', type: 'choices', options: filingStateOptions },
          { name: 'purpose', label: '用途', type: 'choices', options: accountPurposeOptions },
        ]}
        {...(may('registry:change') ? { batch } : {})}
        empty={{ title: '名录中还没有账号', advice: <Link to="/registry/import">导入账号名录</Link> }}
        drawer={{ title: () => '账号', content: (id) => <Account id={id} /> }}
      />
    </Page>
  )
}

function Account({ id }: { readonly id: string }) {
  const path = `/api/accounts/${encodeURIComponent(id)}`
  const account = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => request<AccountDetailAnswer>(path, { signal }),
  })
  return (
    <Loaded of={account}>
      {(found) => (
        <>
          <h2>{found.name}</h2>
          <Descriptions size="small" column={{ xs: 1, md: 2 }} style={{ margin: '12px 0' }}>
            <Descriptions.Item label="账号类型">{platforms[found.platform] ?? found.platform}</Descriptions.Item>
            <Descriptions.Item label="账号标识">
              <span className="mono">{found.platformId}</span>
            </Descriptions.Item>
            <Descriptions.Item label="主办单位">{found.organiser.name}</Descriptions.Item>
            <Descriptions.Item label="主管单位">{found.supervisor?.name ?? '—'}</Descriptions.Item>
            <Descriptions.Item label="账号状态">{accountStates[found.state]}</Descriptions.Item>
            <Descriptions.Item label="备案情况">{filingStates[found.filingState]}</Descriptions.Item>
            <Descriptions.Item label="用途">{accountPurposes[found.purpose]}</Descriptions.Item>
            <Descriptions.Item label="粉丝数">
              {found.followers === null ? '—' : number(found.followers)}
            </Descriptions.Item>
            <Descriptions.Item label="运营单位">{found.operator || '—'}</Descriptions.Item>
            <Descriptions.Item label="开设日期">{found.openedOn ?? '—'}</Descriptions.Item>
            {found.names.length > 1 && (
              <Descriptions.Item label="曾用名">
                {found.names
                  .filter(({ untilOn }) => untilOn !== null)
                  .map(({ name, untilOn }) => `${name}（至 ${untilOn}）`)
                  .join('、')}
              </Descriptions.Item>
            )}
          </Descriptions>
          <EntryTabs kind="account" id={found.id} changes={<AccountChanges path={path} />} />
        </>
      )}
    </Loaded>
  )
}

function AccountChanges({ path }: { readonly path: string }) {
  const history = useQuery({
    queryKey: [`${path}/history`],
    queryFn: ({ signal }) => request<RegisterChangeAnswer[]>(`${path}/history`, { signal }),
  })
  return <Loaded of={history}>{(changes) => <Changes changes={changes} />}</Loaded>
}
