/** 复核队列: what waits for a person, narrowed down, opened one by one or decided together. */
import { Link, useSearch } from '@tanstack/react-router'
import { Button, Space, Tag } from 'antd'
import type { ReviewItemAnswer } from '../../../../src/http/routes/review-queue.ts'
import { useMay } from '../../api/me.ts'
import type { Search } from '../../search.ts'
import { QueryTable } from '../../table/query-table.tsx'
import { textOf } from '../../table/use-list-search.ts'
import { outcomeNames } from '../../zh.ts'
import { BatchButton } from './batch.tsx'
import { BlindShareButton } from './blind-share.tsx'
import { CampaignPage } from './campaign-choice.tsx'
import { queueFilters } from './queue-filters.ts'
import './review.css'
import { kindNames, optionsOf, toneOf, useWords } from './words.ts'

/** Whoever decides on all that a filter matches has narrowed it by one of these: the server asks for it. */
const narrowing = ['clause', 'round', 'unit', 'outcome'] as const

export default function ReviewQueue() {
  const words = useWords()
  const may = useMay()
  const search: Search = useSearch({ strict: false })
  const filter = Object.fromEntries(
    queueFilters.flatMap((name) => (textOf(search[name]) === '' ? [] : [[name, textOf(search[name])]])),
  )
  const mayDecide = may('review:decide')
  return (
    <CampaignPage
      title="复核队列"
      actions={({ id }) => (
        <Space>
          <BlindShareButton campaign={id} />
          {mayDecide && (
            <Link to="/review/work" search={{ ...filter, campaign: id } as never}>
              <Button type="primary" tabIndex={-1}>
                开始复核
              </Button>
            </Link>
          )}
        </Space>
      )}
    >
      {({ id }) => (
        <QueryTable<ReviewItemAnswer>
          name="review"
          path={`/api/campaigns/${id}/review`}
          exportPath={`/api/campaigns/${id}/review.xlsx`}
          rowKey={({ inspectionId, clause }) => `${inspectionId}~${clause}`}
          filters={[
            { name: 'name', label: '名称', type: 'text', placeholder: '网站或账号名称' },
            { name: 'unit', label: '主办单位', type: 'unit', placeholder: '全部' },
            { name: 'clause', label: '条款', type: 'text', placeholder: '如 WEB-V3' },
            { name: 'kind', label: '类别', type: 'choice', options: optionsOf(kindNames) },
            { name: 'outcome', label: '判定', type: 'choice', options: optionsOf(pick(outcomeNames, 'inapplicable')) },
            { name: 'waiting', label: '等待', type: 'choice', options: optionsOf(words.waiting) },
          ]}
          columns={[
            {
              key: 'target',
              title: '对象',
              width: 220,
              render: ({ targetName, target, inspectionId, clause }) => (
                <>
                  <Link
                    to="/review/work"
                    search={{ ...filter, campaign: id, inspection: String(inspectionId), item: clause } as never}
                  >
                    {targetName}
                  </Link>
                  <div className="muted mono">{target}</div>
                </>
              ),
            },
            { key: 'organiser', title: '主办单位', width: 120, render: ({ organiser }) => organiser },
            {
              key: 'clause',
              title: '条款',
              width: 200,
              render: ({ clause, title, shadow }) => (
                <>
                  {title} {shadow && <Tag>试运行</Tag>}
                  <div className="muted mono">{clause}</div>
                </>
              ),
            },
            {
              key: 'outcome',
              title: '判定',
              width: 90,
              render: ({ outcome }) => <span className={toneOf(outcome)}>{outcomeNames[outcome]}</span>,
            },
            {
              key: 'because',
              title: '机器意见',
              width: 270,
              render: ({ because }) => <div className="because">{because}</div>,
            },
            {
              key: 'waiting',
              title: '等待',
              width: 140,
              render: ({ waitingFor, claimedBy }) => (
                <>
                  {words.waiting[waitingFor] ?? waitingFor}
                  {claimedBy !== null && <div className="muted">{claimedBy} 已领取</div>}
                </>
              ),
            },
          ]}
          {...(mayDecide
            ? {
                batch: (keys, clear) => <BatchButton campaign={id} what={{ keys: keys.map(String) }} onDone={clear} />,
                actions: narrowing.some((name) => name in filter) ? (
                  <BatchButton campaign={id} what={{ filter }} onDone={() => undefined} />
                ) : null,
              }
            : {})}
          empty={{ title: '没有待复核的条款', advice: '检查判定后，需要人工处理的条款出现在这里' }}
        />
      )}
    </CampaignPage>
  )
}

function pick(words: Readonly<Record<string, string>>, without: string) {
  return Object.fromEntries(Object.entries(words).filter(([word]) => word !== without))
}
