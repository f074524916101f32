/** 单位: the tree beside the list. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Descriptions, Input, Tabs, Tree } from 'antd'
import { useMemo, useState } from 'react'
import type { TreeUnitAnswer, UnitAnswer, UnitDetailAnswer } from '../../../../src/http/routes/units.ts'
import { useMay } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { OpenLink } from '../../table/open-link.tsx'
import { QueryTable, type QueryColumn } from '../../table/query-table.tsx'
import { textOf, useListSearch } from '../../table/use-list-search.ts'
import { number } from '../../zh.ts'
import { Cases } from './entry-tabs.tsx'
import { Changes } from './history.tsx'
import { Watch } from './watch.tsx'
import { unitKindOptions, unitKinds } from './words.ts'

const columns: readonly QueryColumn<UnitAnswer>[] = [
  {
    key: 'name',
    title: '单位名称',
    sortable: true,
    render: ({ code, name }) => <OpenLink row={code}>{name}</OpenLink>,
  },
  { key: 'shortName', title: '简称', render: ({ shortName }) => shortName },
  { key: 'kind', title: '类别', render: ({ kind }) => unitKinds[kind] },
  { key: 'code', title: '代码', sortable: true, render: ({ code }) => <span className="mono">{code}</span> },
  { key: 'parent', title: '上级单位', render: ({ parentName }) => parentName ?? '—' },
  {
    key: 'sites',
    title: '网站',
    align: 'right',
    render: ({ code, sites }) =>
      sites === 0 ? (
        '—'
      ) : (
        <Link to="/registry/sites" search={{ organiser: code } as never}>
          {number(sites)}
        </Link>
      ),
  },
  {
    key: 'accounts',
    title: '账号',
    align: 'right',
    render: ({ code, accounts }) =>
      accounts === 0 ? (
        '—'
      ) : (
        <Link to="/registry/accounts" search={{ organiser: code } as never}>
          {number(accounts)}
        </Link>
      ),
  },
  { key: 'below', title: '下级', align: 'right', hidden: true, render: ({ below }) => number(below) },
]

export default function Units() {
  const tree = useQuery({
    queryKey: ['/api/unit-tree'],
    queryFn: ({ signal }) => request<TreeUnitAnswer[]>('/api/unit-tree', { signal }),
    staleTime: 60_000,
  })
  const { search, change } = useListSearch()
  return (
    <Page title="单位">
      <div className="with-side">
        <Panel title="单位树">
          <Loaded of={tree}>
            {(units) => (
              <UnitTree units={units} chosen={textOf(search['under'])} choose={(code) => change({ under: code })} />
            )}
          </Loaded>
        </Panel>
        <QueryTable<UnitAnswer>
          name="units"
          path="/api/units"
          exportPath="/api/units.xlsx"
          columns={columns}
          rowKey={({ code }) => code}
          filters={[
            { name: 'search', label: '名称', type: 'text', placeholder: '名称、简称或代码' },
            { name: 'kind', label: '类别', type: 'choices', options: unitKindOptions },
          ]}
          query={{ under: textOf(search['under']) }}
          empty={{ title: '名录中还没有单位', advice: <Link to="/registry/import">导入单位名录</Link> }}
          drawer={{ title: () => '单位', content: (code) => <Unit code={code} /> }}
        />
      </div>
    </Page>
  )
}

interface UnitTreeProps {
  readonly units: readonly TreeUnitAnswer[]
  readonly chosen: string
  readonly choose: (code: string | undefined) => void
}

interface TreeNode {
  readonly key: string
  readonly title: string
  readonly children: TreeNode[]
}

function UnitTree({ units, chosen, choose }: UnitTreeProps) {
  const [search, setSearch] = useState('')
  const nodes = useMemo(() => treeOf(units, search.trim()), [units, search])
  return (
    <>
      <Input
        allowClear
        aria-label="在单位树中查找"
        placeholder="查找单位"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        style={{ marginBottom: 8 }}
      />
      <Tree
        key={search === '' ? 'all' : 'found'}
        treeData={nodes}
        height={520}
        blockNode
        selectedKeys={chosen === '' ? [] : [chosen]}
        defaultExpandedKeys={nodes.length === 1 ? [nodes[0]!.key] : []}
        defaultExpandAll={search !== ''}
        onSelect={([key]) => choose(key === undefined ? undefined : String(key))}
      />
    </>
  )
}

/** The units as a tree; with a search those that match, and what stands above them. */
function treeOf(units: readonly TreeUnitAnswer[], search: string): TreeNode[] {
  const byCode = new Map(units.map((unit) => [unit.code, unit]))
  const wanted = new Set<string>()
  for (const unit of units) {
    if (search !== '' && ![unit.name, unit.shortName, unit.code].some((called) => called.includes(search))) continue
    // up to the top, or to one that is in already
    for (
      let code: string | null = unit.code;
      code !== null && !wanted.has(code);
      code = byCode.get(code)?.parentCode ?? null
    )
      wanted.add(code)
  }
  const nodes = new Map<string, TreeNode>()
  for (const { code, name } of units) if (wanted.has(code)) nodes.set(code, { key: code, title: name, children: [] })
  const tops: TreeNode[] = []
  for (const [code, node] of nodes) {
    const above = nodes.get(byCode.get(code)!.parentCode ?? '')
    ;(above?.children ?? tops).push(node)
  }
  return tops
}

function Unit({ code }: { readonly code: string }) {
  const may = useMay()
  const path = `/api/units/${encodeURIComponent(code)}`
  const unit = useQuery({ queryKey: [path], queryFn: ({ signal }) => request<UnitDetailAnswer>(path, { signal }) })
  return (
    <Loaded of={unit}>
      {(found) => (
        <>
          <h2>{found.name}</h2>
          <Descriptions size="small" column={{ xs: 1, md: 2 }} style={{ margin: '12px 0' }}>
            <Descriptions.Item label="简称">{found.shortName}</Descriptions.Item>
            <Descriptions.Item label="类别">{unitKinds[found.kind]}</Descriptions.Item>
            <Descriptions.Item label="代码">{found.code}</Descriptions.Item>
            <Descriptions.Item label="上级单位">{found.parentName ?? '—'}</Descriptions.Item>
            <Descriptions.Item label="网站">
              <Link to="/registry/sites" search={{ organiser: found.code } as never}>
                {number(found.sites)} 家
              </Link>
              {found.below > 0 && (
                <Link to="/registry/sites" search={{ under: found.code } as never} style={{ marginLeft: 12 }}>
                  含下级单位的
                </Link>
              )}
            </Descriptions.Item>
            <Descriptions.Item label="账号">
              <Link to="/registry/accounts" search={{ organiser: found.code } as never}>
                {number(found.accounts)} 个
              </Link>
              {found.below > 0 && (
                <Link to="/registry/accounts" search={{ under: found.code } as never} style={{ marginLeft: 12 }}>
                  含下级单位的
                </Link>
              )}
            </Descriptions.Item>
          </Descriptions>
          <Tabs
            items={[
              ...(may('rectification:read')
                ? [{ key: 'cases', label: '整改', children: <Cases asked={{ unit: found.code }} /> }]
                : []),
              ...(may('monitoring:read')
                ? [{ key: 'watch', label: '更新预警', children: <Watch asked={{ unit: found.code }} /> }]
                : []),
              { key: 'changes', label: '变更', children: <Changes changes={found.changes} /> },
            ]}
          />
        </>
      )}
    </Loaded>
  )
}
