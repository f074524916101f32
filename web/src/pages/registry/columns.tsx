/** 栏目. */
import { Link } from '@tanstack/react-router'
import type { ColumnAnswer } from '../../../../src/http/routes/sites.ts'
import { Page } from '../../shell/page.tsx'
import { QueryTable, type QueryColumn } from '../../table/query-table.tsx'
import { columnClasses, columnClassOptions } from './words.ts'

const columns: readonly QueryColumn<ColumnAnswer>[] = [
  { key: 'name', title: '栏目名称', fixed: 'left', render: ({ name }) => name },
  {
    key: 'site',
    title: '网站',
    render: ({ siteCode, siteName }) => (
      <Link to="/registry/sites" search={{ open: siteCode } as never}>
        {siteName}
      </Link>
    ),
  },
  { key: 'class', title: '类别', render: (column) => columnClasses[column.class] },
  { key: 'level', title: '级别', align: 'right', render: ({ level }) => level },
  { key: 'onHome', title: '首页展示', render: ({ onHome }) => (onHome ? '是' : '否') },
  { key: 'updateDuty', title: '更新要求', render: ({ updateDuty }) => (updateDuty ? '有' : '无') },
  { key: 'url', title: '网址', render: ({ url }) => <span className="mono">{url}</span> },
]

export default function Columns() {
  return (
    <Page title="栏目">
      <QueryTable<ColumnAnswer>
        name="columns"
        path="/api/columns"
        exportPath="/api/columns.xlsx"
        columns={columns}
        rowKey={({ id }) => id}
        filters={[
          { name: 'search', label: '栏目', type: 'text', placeholder: '栏目、网址或网站名称' },
          { name: 'site', label: '网站标识码', type: 'text' },
          { name: 'class', label: '类别', type: 'choices', options: columnClassOptions },
          {
            name: 'updateDuty',
            label: '更新要求',
            type: 'choice',
            options: [
              { value: 'true', label: '有' },
              { value: 'false', label: '无' },
            ],
          },
        ]}
        empty={{ title: '名录中还没有栏目', advice: <Link to="/registry/import">导入栏目名录</Link> }}
      />
    </Page>
  )
}
