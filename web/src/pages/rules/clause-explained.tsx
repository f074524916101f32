/** 怎样判定: the clause in the regulation's words, its numbers, how the machine judges it, examples, and how often it was right. */
import { useQuery } from '@tanstack/react-query'
import { Descriptions, Table, Tag } from 'antd'
import type { ExplainedClauseAnswer } from '../../../../src/http/routes/rules.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { number, outcomeNames, percent } from '../../zh.ts'
import { toneOf } from '../review/words.ts'
import { Verified } from './verified.tsx'

export function ClauseExplained({ ruleSet, clause }: { readonly ruleSet: string; readonly clause: string }) {
  const path = `/api/rule-sets/${encodeURIComponent(ruleSet)}/clauses/${encodeURIComponent(clause)}`
  const explained = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => request<ExplainedClauseAnswer>(path, { signal }),
  })
  return <Loaded of={explained}>{(found) => <Explained clause={found} />}</Loaded>
}

function Explained({ clause }: { readonly clause: ExplainedClauseAnswer }) {
  const { params, precision, cases } = clause
  return (
    <>
      <h3>
        {clause.id} {clause.title} {clause.shadow && <Tag>试运行</Tag>}
      </h3>
      <Descriptions
        size="small"
        column={1}
        items={[
          { key: 'group', label: '一级指标', children: `${clause.group}（${clause.effectName}）` },
          {
            key: 'wording',
            label: '内容',
            children: (
              <div>
                {clause.wording}
                {clause.situations.length > 0 && (
                  <ul>
                    {clause.situations.map((text) => (
                      <li key={text}>{text}</li>
                    ))}
                  </ul>
                )}
              </div>
            ),
          },
          { key: 'decider', label: '由谁判定', children: clause.decider },
          { key: 'source', label: '出处', children: <Verified clause={clause} /> },
          ...(clause.maxPoints === null
            ? []
            : [{ key: 'points', label: '分值', children: `最多 ${clause.maxPoints} 分` }]),
          ...(Object.keys(params).length === 0
            ? []
            : [
                {
                  key: 'params',
                  label: '参数',
                  children: (
                    <div>
                      {Object.entries(params).map(([name, value]) => (
                        <div key={name}>
                          {clause.paramNames[name]}：<b className="number">{number(value)}</b>{' '}
                          <span className="muted mono">{name}</span>
                        </div>
                      ))}
                    </div>
                  ),
                },
              ]),
          { key: 'method', label: '怎样判定', children: clause.method ?? `由${clause.fillers}人工检查` },
          {
            key: 'precision',
            label: '实测准确率',
            children:
              precision === null || precision.precision === null ? (
                '还没有经复核的结果'
              ) : (
                <div>
                  <strong>{percent(precision.confirmed, precision.confirmed + precision.dismissed)}</strong>
                  （机器判为未通过 {number(precision.found)}，确认 {number(precision.confirmed)}，误报{' '}
                  {number(precision.dismissed)}，意见不一 {number(precision.disputed)}）
                  {precision.reasons.length > 0 && (
                    <div className="muted">
                      误报原因：{precision.reasons.map(({ label, count }) => `${label} ${count}`).join('、')}
                    </div>
                  )}
                </div>
              ),
          },
        ]}
      />
      {cases.length > 0 && (
        <>
          <h3>例子（随程序测试，共 {cases.length} 个）</h3>
          <Table
            size="small"
            rowKey={({ name, monitorPoint }) => `${name} ${monitorPoint}`}
            dataSource={cases}
            pagination={{ pageSize: 12, hideOnSinglePage: true, showSizeChanger: false }}
            columns={[
              { key: 'name', title: '例子', render: (_, { name }) => name },
              { key: 'point', title: '监测时间点', render: (_, { monitorPoint }) => monitorPoint },
              {
                key: 'outcome',
                title: '结果',
                render: (_, { outcome, lost }) => (
                  <span className={toneOf(outcome)}>
                    {outcomeNames[outcome]}
                    {lost === null ? '' : `，扣 ${lost} 分`}
                  </span>
                ),
              },
            ]}
          />
        </>
      )}
    </>
  )
}
