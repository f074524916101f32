/** 更新预警: what will be stale unless somebody publishes, and by when; unit by unit; and what nobody can tell. */
import { Tabs } from 'antd'
import type { ListedUnknown, ListedWarning, UnitWarnings } from '../../../../src/monitoring/list-warnings.ts'
import { Page } from '../../shell/page.tsx'
import { Tag } from '../../shell/tag.tsx'
import { QueryTable } from '../../table/query-table.tsx'
import { textOf, useListSearch } from '../../table/use-list-search.ts'
import { warningStates } from './words.ts'

type ByUnit = UnitWarnings & { readonly daysLeft: number }

export default function Warnings() {
  const { search, replaceAll } = useListSearch()
  const tab = textOf(search['tab']) || 'list'
  return (
    <Page title="更新预警">
      <Tabs
        activeKey={tab}
        destroyOnHidden
        onChange={(next) => replaceAll({ tab: next })}
        items={[
          { key: 'list', label: '逐项', children: <List /> },
          { key: 'units', label: '按单位', children: <Units /> },
          { key: 'unknown', label: '无法判断', children: <Unknown /> },
        ]}
      />
    </Page>
  )
}

const common = [
  { name: 'search', label: '名称', type: 'text' },
  { name: 'unit', label: '单位', type: 'unit' },
  {
    name: 'target',
    label: '类别',
    type: 'choice',
    options: [
      { value: 'site', label: '网站' },
      { value: 'account', label: '新媒体账号' },
    ],
  },
] as const

function List() {
  return (
    <QueryTable<ListedWarning>
      name="warnings"
      path="/api/warnings"
      exportPath="/api/warnings.xlsx"
      rowKey={({ id }) => id}
      filters={[
        ...common,
        {
          name: 'level',
          label: '紧急程度',
          type: 'choices',
          options: [
            { value: '0', label: '已超期' },
            { value: '1', label: '1 天内' },
            { value: '3', label: '3 天内' },
            { value: '7', label: '7 天内' },
          ],
        },
        { name: 'ended', label: '范围', type: 'choice', options: [{ value: 'true', label: '包括已更新的' }] },
      ]}
      columns={[
        { key: 'name', title: '对象', fixed: 'left', render: ({ name }) => name },
        { key: 'place', title: '栏目', render: ({ placeName }) => placeName || '整个对象' },
        { key: 'unit', title: '单位', render: ({ unit }) => unit.name },
        { key: 'daysLeft', title: '距不合格', render: ({ daysLeft }) => <UntilFailing days={daysLeft} /> },
        { key: 'failsOn', title: '不合格起始日', render: ({ failsOn }) => failsOn },
        { key: 'because', title: '如在当天检查', render: ({ because }) => because },
        { key: 'unknown', title: '目前无法判断', hidden: true, render: ({ unknownBecause }) => unknownBecause ?? '' },
        { key: 'state', title: '状态', render: ({ state }) => warningStates[state] },
        { key: 'clause', title: '指标', hidden: true, render: ({ clause }) => clause },
      ]}
      empty={{ title: '没有预警', advice: '临近更新期限时自动预警' }}
    />
  )
}

function Units() {
  return (
    <QueryTable<ByUnit>
      name="warning-units"
      path="/api/warnings/units"
      exportPath="/api/warnings/units.xlsx"
      rowKey={({ unit }) => unit.code}
      filters={[{ name: 'unit', label: '单位', type: 'unit' }]}
      columns={[
        { key: 'unit', title: '单位', render: ({ unit }) => unit.name },
        { key: 'expired', title: '已超期', align: 'right', render: ({ expired }) => <Count of={expired} bad /> },
        { key: 'within1', title: '1 天内', align: 'right', render: ({ within1 }) => <Count of={within1} /> },
        { key: 'within3', title: '3 天内', align: 'right', render: ({ within3 }) => <Count of={within3} /> },
        { key: 'within7', title: '7 天内', align: 'right', render: ({ within7 }) => <Count of={within7} /> },
        { key: 'failsOn', title: '最早不合格起始日', render: ({ failsOn }) => failsOn },
        { key: 'daysLeft', title: '距不合格', render: ({ daysLeft }) => <UntilFailing days={daysLeft} /> },
      ]}
      empty={{ title: '没有预警' }}
    />
  )
}

/** Days until it fails; 0 and less: it fails already. */
function UntilFailing({ days }: { readonly days: number }) {
  if (days <= 0) return <Tag tone="bad">已超期 {1 - days} 天</Tag>
  return <Tag tone={days <= 1 ? 'bad' : days <= 3 ? 'unsure' : 'plain'}>还有 {days} 天</Tag>
}

function Count({ of, bad = false }: { readonly of: number; readonly bad?: boolean }) {
  if (of === 0) return <span className="muted">0</span>
  return <strong className={bad ? 'bad number' : 'number'}>{of}</strong>
}

function Unknown() {
  return (
    <QueryTable<ListedUnknown>
      name="warnings-unknown"
      path="/api/warnings/unknown"
      exportPath="/api/warnings/unknown.xlsx"
      rowKey={({ target, targetId, clause }) => `${target} ${targetId} ${clause}`}
      filters={[...common]}
      columns={[
        { key: 'name', title: '对象', fixed: 'left', render: ({ name }) => name },
        { key: 'unit', title: '单位', render: ({ unit }) => unit.name },
        { key: 'because', title: '原因', render: ({ because }) => because },
        { key: 'knownThrough', title: '所知截至', render: ({ knownThrough }) => knownThrough ?? '从未采集' },
        {
          key: 'age',
          title: '距今',
          align: 'right',
          render: ({ ageDays }) => (ageDays === null ? '—' : `${ageDays} 天`),
        },
        { key: 'since', title: '无法判断自', render: ({ since }) => since },
      ]}
      empty={{ title: '没有无法判断的对象' }}
    />
  )
}
