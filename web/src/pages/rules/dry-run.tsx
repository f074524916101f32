/** 试算: which results of a past campaign changed numbers would alter. Nothing is written. */
import { useMutation, useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { Alert, Button, InputNumber, Select, Table } from 'antd'
import { useState } from 'react'
import type { CampaignAnswer } from '../../../../src/http/routes/campaigns.ts'
import type { DryRunAnswer } from '../../../../src/http/routes/rule-changes.ts'
import type { ClauseAnswer, WholeRuleSetAnswer } from '../../../../src/http/routes/rules.ts'
import { asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'
import type { Search } from '../../search.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Panel } from '../../shell/page.tsx'
import { EmptyState } from '../../shell/states.tsx'
import { textOf } from '../../table/use-list-search.ts'
import { number, outcomeNames, verdictNames, zh } from '../../zh.ts'
import { CampaignPage } from '../review/campaign-choice.tsx'
import '../review/review.css'
import { toneOf } from '../review/words.ts'
import { Scrolls } from './scrolls.tsx'

export default function DryRun() {
  return <CampaignPage title="口径试算">{(campaign) => <Trial key={campaign.id} campaign={campaign} />}</CampaignPage>
}

function Trial({ campaign }: { readonly campaign: CampaignAnswer }) {
  // the numbers that this campaign is judged by, not those of a later correction
  const path = `/api/rule-sets/${encodeURIComponent(campaign.ruleSet)}?version=${campaign.ruleSetVersion}`
  const rules = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => request<WholeRuleSetAnswer>(path, { signal }),
  })
  const search: Search = useSearch({ strict: false })
  // the clause that a link has named
  const [clauseId, setClauseId] = useState<string | null>(textOf(search['clause']) || null)
  const [changed, setChanged] = useState<Readonly<Record<string, number>>>({})
  const trial = useMutation({
    mutationFn: (correction: { readonly clause: string; readonly params: Readonly<Record<string, number>> }) =>
      request<DryRunAnswer>(`/api/campaigns/${campaign.id}/dry-run`, {
        method: 'POST',
        body: { corrections: [correction] },
      }),
  })
  return (
    <Loaded of={rules}>
      {({ clauses }) => {
        const withNumbers = clauses.filter(
          ({ params, indicator }) => indicator !== null && Object.keys(params).length > 0,
        )
        const clause = withNumbers.find(({ id }) => id === clauseId)
        return (
          <>
            <Panel title="改动的数字" note="只在所选检查的存证上重新判定，什么也不写入">
              <div className="filters">
                <label>
                  <span>条款</span>
                  <Select
                    className="field"
                    style={{ width: 340 }}
                    aria-label="条款"
                    placeholder="请选择由机器判定、有参数的条款"
                    showSearch={{ optionFilterProp: 'label' }}
                    value={clauseId}
                    options={withNumbers.map(({ id, title }) => ({ value: id, label: `${id} ${title}` }))}
                    onChange={(next: string) => {
                      setClauseId(next)
                      setChanged({})
                      trial.reset()
                    }}
                  />
                </label>
                {clause && <Params clause={clause} changed={changed} change={setChanged} />}
                <Button
                  type="primary"
                  disabled={!clause || Object.keys(changed).length === 0}
                  loading={trial.isPending}
                  onClick={() => clause && trial.mutate({ clause: clause.id, params: changed })}
                >
                  试算
                </Button>
              </div>
              {trial.isError && (
                <Alert
                  type="error"
                  showIcon
                  title={asProblem(trial.error).message}
                  description={[asProblem(trial.error).advice, ...asProblem(trial.error).details].join('　')}
                />
              )}
            </Panel>
            {trial.data && <Result result={trial.data} />}
          </>
        )
      }}
    </Loaded>
  )
}

interface ParamsProps {
  readonly clause: ClauseAnswer
  readonly changed: Readonly<Record<string, number>>
  readonly change: (changed: Readonly<Record<string, number>>) => void
}

function Params({ clause, changed, change }: ParamsProps) {
  return (
    <>
      {Object.entries(clause.params).map(([name, value]) => (
        <label key={name}>
          <span>{clause.paramNames[name]}</span>
          <InputNumber
            value={changed[name] ?? value}
            min={0}
            onChange={(next) => {
              const { [name]: _before, ...others } = changed
              change(next === null || next === value ? others : { ...others, [name]: next })
            }}
          />
          <span className="muted">现为 {value}</span>
        </label>
      ))}
    </>
  )
}

const named = (outcome: string | null) => (outcome === null ? '未判定' : (outcomeNames[outcome] ?? outcome))

function Result({ result }: { readonly result: DryRunAnswer }) {
  return (
    <Panel
      title="会改变的结果"
      note={`重新判定 ${number(result.inspections)} 次检查，用时 ${(result.elapsedMs / 1000).toFixed(1)} 秒`}
    >
      {result.total === 0 ? (
        <EmptyState title="没有结果会改变">在这次检查的存证上，改动前后判定相同</EmptyState>
      ) : (
        <>
          <p>
            {number(result.total)} 条判定会改变，{number(result.verdicts)} 个对象的结果会改变：
            {result.clauses
              .map(
                ({ clause, before, after, count }) =>
                  `${clause} ${named(before)} → ${named(after)} ${number(count)} 条`,
              )
              .join('；')}
          </p>
          <Scrolls label="会改变的结果">
            <Table
              size="small"
              tableLayout="fixed"
              rowKey={({ inspectionId, clause }) => `${inspectionId} ${clause}`}
              dataSource={result.changes}
              pagination={{ pageSize: 20, showTotal: zh.total, showSizeChanger: false }}
              columns={[
                {
                  key: 'target',
                  title: '对象',
                  render: (_, { targetName, target }) => (
                    <>
                      {targetName}
                      <div className="muted mono">{target}</div>
                    </>
                  ),
                },
                { key: 'organiser', title: '主办单位', width: 160, render: (_, { organiser }) => organiser },
                {
                  key: 'clause',
                  title: '条款',
                  width: 110,
                  render: (_, { clause }) => <span className="mono">{clause}</span>,
                },
                {
                  key: 'outcome',
                  title: '判定',
                  width: 150,
                  render: (_, { before, after }) => (
                    <>
                      <span className={toneOf(before ?? '')}>{named(before)}</span> →{' '}
                      <span className={toneOf(after)}>{named(after)}</span>
                    </>
                  ),
                },
                {
                  key: 'verdict',
                  title: '结果',
                  width: 120,
                  render: (_, { verdictBefore, verdictAfter }) =>
                    verdictBefore === verdictAfter
                      ? verdictNames[verdictBefore]
                      : `${verdictNames[verdictBefore]} → ${verdictNames[verdictAfter]}`,
                },
                {
                  key: 'because',
                  title: '改动后的依据',
                  render: (_, { because }) => <span className="wrap">{because}</span>,
                },
              ]}
            />
          </Scrolls>
          {result.total > result.changes.length && <p className="muted">只列出前 {number(result.changes.length)} 条</p>}
        </>
      )}
    </Panel>
  )
}
