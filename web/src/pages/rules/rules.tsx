/** 检查口径: the clauses of a rule set, its numbers, what is verified, its versions. */
import { useQuery } from '@tanstack/react-query'
import { Drawer, Input, Segmented, Select, Table } from 'antd'
import type { RuleSetAnswer, WholeRuleSetAnswer } from '../../../../src/http/routes/rules.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { OpenLink } from '../../table/open-link.tsx'
import { textOf, useListSearch } from '../../table/use-list-search.ts'
import '../review/review.css'
import { ClauseExplained } from './clause-explained.tsx'
import { CorrectClause } from './correct-clause.tsx'
import { RuleVersions } from './rule-versions.tsx'
import { Scrolls } from './scrolls.tsx'
import { Verified } from './verified.tsx'

const usual = 'national-2019'
const shows = [
  { value: '', label: '全部' },
  { value: 'veto', label: '单项否决' },
  { value: 'deduction', label: '扣分' },
  { value: 'bonus', label: '加分' },
  { value: 'unverified', label: '未核实' },
]

export default function Rules() {
  const { search, change } = useListSearch()
  const chosen = textOf(search['rules']) || usual
  const show = textOf(search['show'])
  const find = textOf(search['find'])
  const open = textOf(search['open'])
  const sets = useQuery({
    queryKey: ['/api/rule-sets'],
    queryFn: ({ signal }) => request<RuleSetAnswer[]>('/api/rule-sets', { signal }),
  })
  const path = `/api/rule-sets/${encodeURIComponent(chosen)}`
  const whole = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => request<WholeRuleSetAnswer>(path, { signal }),
  })
  return (
    <Page
      title="检查口径"
      note={
        <Select
          aria-label="口径"
          value={chosen}
          style={{ minWidth: 320 }}
          options={(sets.data ?? []).map(({ id, title }) => ({ value: id, label: title }))}
          onChange={(rules: string) => change({ rules, open: undefined })}
        />
      }
    >
      <Loaded of={whole} rows={10}>
        {({ ruleSet, clauses, versions }) => {
          const rows = clauses.filter(
            ({ effect, verified, pointsVerified, id, title, wording }) =>
              (show === '' || effect === show || (show === 'unverified' && (!verified || pointsVerified === false))) &&
              (find === '' || [id, title, wording].some((text) => text.includes(find))),
          )
          return (
            <>
              <Panel>
                <p className="lead">
                  第 {ruleSet.version} 版，{ruleSet.clauses} 条；文字或期限未核实 {ruleSet.unverified} 条，分值未核实{' '}
                  {ruleSet.pointsUnverified} 条。依据：{ruleSet.basis.join('、')}
                </p>
                <div className="list-head">
                  <Segmented options={shows} value={show} onChange={(next) => change({ show: next || undefined })} />
                  <Input.Search
                    aria-label="查找条款"
                    placeholder="编号、名称或内容"
                    allowClear
                    defaultValue={find}
                    style={{ width: 240 }}
                    onSearch={(text) => change({ find: text || undefined })}
                  />
                  <span className="grow" />
                  <span className="muted number" role="status">
                    共 {rows.length} 条
                  </span>
                </div>
                <Scrolls label="条款">
                  <Table
                    size="small"
                    rowKey="id"
                    dataSource={rows}
                    pagination={false}
                    tableLayout="fixed"
                    columns={[
                      {
                        key: 'id',
                        title: '条款',
                        width: 170,
                        render: (_, { id, title }) => (
                          <>
                            <OpenLink row={id}>{title}</OpenLink>
                            <div className="muted mono">{id}</div>
                          </>
                        ),
                      },
                      {
                        key: 'group',
                        title: '一级指标',
                        width: 130,
                        render: (_, { group, effectName }) => (
                          <>
                            {group}
                            <div className="muted">{effectName}</div>
                          </>
                        ),
                      },
                      {
                        key: 'wording',
                        title: '内容',
                        render: (_, { wording }) => <span className="wrap">{wording}</span>,
                      },
                      { key: 'decider', title: '判定', width: 110, render: (_, { decider }) => decider },
                      {
                        key: 'params',
                        title: '参数',
                        width: 220,
                        render: (_, { params, paramNames, maxPoints }) => (
                          <>
                            {maxPoints !== null && <div>最多 {maxPoints} 分</div>}
                            {Object.entries(params).map(([name, value]) => (
                              <div key={name}>
                                {paramNames[name]}：<b className="number">{value}</b>
                              </div>
                            ))}
                          </>
                        ),
                      },
                      {
                        key: 'verified',
                        title: '出处',
                        width: 220,
                        render: (_, clause) => <Verified clause={clause} />,
                      },
                    ]}
                  />
                </Scrolls>
              </Panel>
              {versions.length > 0 && <RuleVersions versions={versions} clauses={clauses} />}
            </>
          )
        }}
      </Loaded>
      <Drawer
        open={open !== ''}
        size={680}
        title="怎样判定"
        onClose={() => change({ open: undefined }, true)}
        destroyOnHidden
      >
        {open !== '' && <ClauseExplained ruleSet={chosen} clause={open} />}
        {open !== '' && whole.data && (
          <CorrectClause
            key={`${open} ${whole.data.ruleSet.version}`}
            ruleSet={chosen}
            version={whole.data.ruleSet.version}
            clause={whole.data.clauses.find(({ id }) => id === open)}
          />
        )}
      </Drawer>
    </Page>
  )
}
