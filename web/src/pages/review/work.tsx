/** 快速复核: one item after the other, evidence beside the decision, the next one ready before it is wanted. */
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { Alert, Drawer } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { CampaignAnswer } from '../../../../src/http/routes/campaigns.ts'
import type { Search } from '../../search.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { EmptyState, LoadingState, TroubleState } from '../../shell/states.tsx'
import { textOf } from '../../table/use-list-search.ts'
import { ClauseExplained } from '../rules/clause-explained.tsx'
import { CampaignPage } from './campaign-choice.tsx'
import { DecisionPanel } from './decision-panel.tsx'
import { evidenceQuery, type ItemKey } from './evidence-query.ts'
import { FindingView } from './finding-view.tsx'
import { queueFilters } from './queue-filters.ts'
import './review.css'
import { useWork } from './use-work.ts'

export default function ReviewWork() {
  return (
    <CampaignPage title="快速复核" actions={({ id }) => <BackToQueue campaign={id} />}>
      {(campaign) => <Sitting key={campaign.id} campaign={campaign} />}
    </CampaignPage>
  )
}

function BackToQueue({ campaign }: { readonly campaign: string }) {
  const search: Search = useSearch({ strict: false })
  const { inspection: _inspection, item: _item, ...filter } = search
  return (
    <Link to="/review" search={{ ...filter, campaign } as never}>
      返回复核队列
    </Link>
  )
}

function Sitting({ campaign }: { readonly campaign: CampaignAnswer }) {
  const search: Search = useSearch({ strict: false })
  const filter = Object.fromEntries(queueFilters.map((name) => [name, textOf(search[name]) || undefined]))
  const chosen = Number(textOf(search['inspection']))
  const first: ItemKey | null = chosen > 0 ? { inspectionId: chosen, clause: textOf(search['item']) } : null
  const work = useWork(campaign.id, filter, first)
  const { current, problem } = work
  if (current === undefined) {
    return problem ? <TroubleState error={problem} retry={work.retry} /> : <LoadingState rows={10} />
  }
  if (current === null) {
    return (
      <EmptyState
        title={work.done > 0 ? `本次处理了 ${work.done} 条，没有可以领取的了` : '没有可以领取的条款'}
        action={
          <Link to="/review" search={{ campaign: campaign.id } as never}>
            返回复核队列
          </Link>
        }
      >
        其余的正由他人处理，或等待另一角色
      </EmptyState>
    )
  }
  return <Item key={`${current.inspectionId} ${current.clause}`} campaign={campaign} item={current} work={work} />
}

interface ItemProps {
  readonly campaign: CampaignAnswer
  readonly item: ItemKey
  readonly work: ReturnType<typeof useWork>
}

function Item({ campaign, item, work }: ItemProps) {
  const evidence = useQuery(evidenceQuery(item))
  const [explaining, setExplaining] = useState(false)
  const content = useRef<HTMLDivElement>(null)
  useEffect(() => {
    window.scrollTo({ top: 0 })
    // A screen reader hears what came; the keyboard works from here.
    content.current?.focus({ preventScroll: true })
  }, [])
  return (
    <>
      {work.problem && (
        <Alert
          type="warning"
          showIcon
          className="work-problem"
          title={work.problem.message}
          description={[work.problem.advice, ...work.problem.details]
            .filter((line) => line !== '' && line !== work.problem?.message)
            .slice(0, 3)
            .join('　')}
          closable={{ onClose: work.retry, 'aria-label': '关闭' }}
        />
      )}
      <div className="work">
        <div className="panel work-evidence" ref={content} tabIndex={-1}>
          <Loaded of={evidence} rows={12}>
            {(shown) => <FindingView evidence={shown} />}
          </Loaded>
        </div>
        <aside className="panel work-decision" aria-label="复核">
          <p className="muted" role="status">
            本次已处理 {work.done} 条
          </p>
          {evidence.data ? (
            <DecisionPanel
              evidence={evidence.data}
              busy={work.busy}
              decide={work.decide}
              skip={work.skip}
              back={work.canGoBack ? work.back : null}
              explain={() => setExplaining(true)}
            />
          ) : null}
        </aside>
      </div>
      <Drawer open={explaining} size={640} title="怎样判定" onClose={() => setExplaining(false)} destroyOnHidden>
        <ClauseExplained ruleSet={campaign.ruleSet} clause={item.clause} />
      </Drawer>
    </>
  )
}
