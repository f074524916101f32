/** 检查结果: the rows behind every number of a campaign. */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import type { OverviewAnswer } from '../../../../src/http/routes/overview.ts'
import type { ResultAnswer } from '../../../../src/http/routes/results.ts'
import { request } from '../../api/request.ts'
import { Page } from '../../shell/page.tsx'
import { QueryTable, type QueryColumn } from '../../table/query-table.tsx'
import { quarterName, resultVerdicts, roundName, verdictClass } from './words.ts'

const columns: readonly QueryColumn<ResultAnswer>[] = [
  {
    key: 'name',
    title: '名称',
    fixed: 'left',
    width: 230,
    render: ({ name, inspectionId }) => (
      <Link to="/inspections/$id" params={{ id: String(inspectionId) }}>
        {name}
      </Link>
    ),
  },
  { key: 'category', title: '类别', render: ({ categoryName }) => categoryName },
  { key: 'organiser', title: '主办单位', width: 180, render: ({ organiser }) => organiser.name },
  { key: 'area', title: '区或部门', render: ({ area }) => area.name },
  {
    key: 'verdict',
    title: '结论',
    render: ({ verdict }) => <span className={verdictClass[verdict]}>{resultVerdicts[verdict]}</span>,
  },
  {
    key: 'score',
    title: '得分',
    align: 'right',
    render: ({ score }) => <span className="number">{score ?? '—'}</span>,
  },
  {
    key: 'problems',
    title: '问题',
    width: 240,
    render: ({ problems }) => problems.map(({ title }) => title).join('；') || '—',
  },
  { key: 'open', title: '待处理条款', align: 'right', render: ({ open }) => (open > 0 ? open : '—') },
  { key: 'round', title: '轮次', hidden: true, render: ({ round }) => roundName(round) },
  {
    key: 'address',
    title: '网址或标识',
    hidden: true,
    render: ({ address }) => <span className="mono">{address}</span>,
  },
]

export default function Results() {
  const { id } = useParams({ strict: false }) as { id: string }
  const overview = useQuery({
    queryKey: ['/api/overview', id],
    queryFn: ({ signal }) => request<OverviewAnswer>('/api/overview', { query: { campaign: id }, signal }),
  })
  const { siteCategories = [], platforms = [], areas = [], problems = [] } = overview.data ?? {}
  const options = (list: readonly { readonly key: string; readonly name: string }[]) =>
    list.map(({ key, name }) => ({ value: key, label: name }))
  return (
    <Page
      title="检查结果"
      note={<span className="muted">{quarterName(id)}</span>}
      actions={
        <Link to="/campaigns/$id" params={{ id }}>
          <Button>返回检查</Button>
        </Link>
      }
    >
      <QueryTable<ResultAnswer>
        name="results"
        path={`/api/campaigns/${encodeURIComponent(id)}/results`}
        exportPath={`/api/campaigns/${encodeURIComponent(id)}/results.xlsx`}
        columns={columns}
        rowKey={({ inspectionId }) => inspectionId}
        filters={[
          { name: 'search', label: '名称', type: 'text', placeholder: '名称、网址、单位' },
          {
            name: 'kind',
            label: '对象',
            type: 'choice',
            options: [
              { value: 'site', label: '网站' },
              { value: 'account', label: '账号' },
            ],
          },
          {
            name: 'verdict',
            label: '结论',
            type: 'choices',
            options: Object.entries(resultVerdicts).map(([value, label]) => ({ value, label })),
          },
          { name: 'category', label: '类别', type: 'choice', options: options([...siteCategories, ...platforms]) },
          { name: 'area', label: '区或部门', type: 'choice', options: options(areas) },
          {
            name: 'clause',
            label: '问题',
            type: 'choice',
            options: problems.map(({ clause, title }) => ({ value: clause, label: title })),
          },
          {
            name: 'per',
            label: '每行',
            type: 'choice',
            placeholder: '一个对象',
            options: [{ value: 'inspection', label: '一次检查' }],
          },
        ]}
        empty={{ title: '还没有检查结果', advice: '冻结、抽样并开始检查之后，结果在这里出现' }}
      />
    </Page>
  )
}
