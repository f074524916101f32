/** One 整改事项: the original finding, the unit's answers with proof, the re-checks beside it, and what can be done now. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { App, Button, Collapse } from 'antd'
import type { CaseAnswer } from '../../../../src/http/routes/cases.ts'
import { useMay } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { ProblemNote } from '../../shell/problem-note.tsx'
import { DaysLeft, Tag } from '../../shell/tag.tsx'
import { instant, outcomeNames } from '../../zh.ts'
import { AnswerForm } from './answer-form.tsx'
import { Answers } from './answers.tsx'
import { Comparison } from './comparison.tsx'
import { Decide } from './decide.tsx'
import { History } from './history.tsx'
import { StateTag } from './state-tag.tsx'
import { appealStates, caseStates } from './words.ts'
import './rectification.css'

export default function Case() {
  const { id } = useParams({ strict: false }) as { id: string }
  const path = `/api/cases/${id}`
  const found = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => request<CaseAnswer>(path, { signal }),
    // A re-check ends by itself.
    refetchInterval: ({ state }) => (state.data?.state === 'rechecking' ? 5_000 : false),
  })
  return (
    <Page
      title={found.data ? `${found.data.targetName}：整改` : '整改事项'}
      note={
        found.data && (
          <>
            <StateTag of={caseStates} state={found.data.state} />
            {found.data.veto && <Tag tone="bad">单项否决</Tag>}
            {found.data.daysLeft !== null && <DaysLeft days={found.data.daysLeft} on={found.data.dueOn} />}
          </>
        )
      }
    >
      <Loaded of={found}>{(one) => <CaseBody one={one} path={path} />}</Loaded>
    </Page>
  )
}

function CaseBody({ one, path }: { readonly one: CaseAnswer; readonly path: string }) {
  const may = useMay()
  const unit = may('rectification:answer')
  const can = (event: CaseAnswer['possible'][number]) => one.possible.includes(event)
  return (
    <>
      <Panel title={`${one.clauseId} ${one.problem}`}>
        <div className="facts">
          <span>单位：{one.unit.name}</span>
          <span>
            通知：
            <Link to="/notices/$id" params={{ id: String(one.noticeId) } as never}>
              {one.noticeNumber}
            </Link>
          </span>
          {one.dueOn && <span>反馈期限：{one.dueOn}</span>}
          {one.recurrence > 0 && <span className="bad">办结后再次出现 {one.recurrence} 次</span>}
          {one.acceptedBy && <span>已同意办结：{one.acceptedBy}</span>}
          {one.closedAt && (
            <span>
              办结：{instant(one.closedAt)} {one.closedBy}
            </span>
          )}
        </div>
      </Panel>
      <Comparison one={one} />
      <Panel title="单位反馈">
        <Answers caseId={one.id} answers={one.answers} />
        {unit && can('answered') && <AnswerForm path={path} again={one.answers.length > 0} />}
        {unit && !can('answered') && one.answers.length === 0 && <p className="muted">目前不能反馈。</p>}
      </Panel>
      {!unit && one.possible.length > 0 && <OfficeWork one={one} path={path} />}
      <Appeals one={one} path={path} mayAppeal={unit && can('appealed')} mayDecide={may('rectification:manage')} />
      <Panel title="经过">
        {/* who opened which proof stands in the audit log; here it would drown what was done */}
        <History entries={one.history.filter(({ action }) => action !== 'attachment.read')} />
      </Panel>
    </>
  )
}

/** What reviewers and supervisors do: re-check, close, give back. */
function OfficeWork({ one, path }: { readonly one: CaseAnswer; readonly path: string }) {
  const { message } = App.useApp()
  const client = useQueryClient()
  const recheck = useMutation({
    mutationFn: () => request(`${path}/recheck`, { method: 'POST', body: {} }),
    onSuccess: () => {
      void message.success('复查已排队')
      return client.invalidateQueries()
    },
  })
  const can = (event: CaseAnswer['possible'][number]) => one.possible.includes(event)
  const closes = can('closed') || can('accepted')
  const second = one.state === 'awaitingSecond'
  return (
    <Panel
      title="办理"
      note={one.veto ? '单项否决问题由两人先后办理：第一人同意，第二人办结' : undefined}
      actions={
        can('recheckStarted') && (
          <Button loading={recheck.isPending} onClick={() => recheck.mutate()}>
            立即复查
          </Button>
        )
      }
    >
      <ProblemNote error={recheck.error} />
      {closes && (
        <Decide
          path={`${path}/close`}
          field="note"
          label="核对情况"
          yes={{ words: one.veto && !second ? '同意办结' : '办结', body: {} }}
        />
      )}
      {can('returned') && <Decide path={`${path}/return`} label="退回理由" yes={{ words: '退回整改', body: {} }} />}
      {!closes && !can('returned') && (
        <p className="muted">
          {['closed', 'withdrawn'].includes(one.state) ? '已经结束，不再办理。' : '单位反馈并复查之后办理。'}
        </p>
      )}
    </Panel>
  )
}

interface AppealsProps {
  readonly one: CaseAnswer
  readonly path: string
  readonly mayAppeal: boolean
  readonly mayDecide: boolean
}

function Appeals({ one, path, mayAppeal, mayDecide }: AppealsProps) {
  if (one.appeals.length === 0 && !mayAppeal) return null
  return (
    <Panel title="申诉" note="由没有参与判定的人按当时留存的证据答复">
      {one.appeals.map((appeal) => (
        <div key={appeal.id} className="entry">
          <p>
            <StateTag of={appealStates} state={appeal.state as keyof typeof appealStates} /> {appeal.author} 于{' '}
            {instant(appeal.filedAt)}：{appeal.text}
          </p>
          <p className="muted">
            答复期限 {appeal.dueOn}；按当时证据重新判定：
            {outcomeNames[appeal.rejudgedOutcome ?? ''] ?? '不能重新判定'}
          </p>
          {appeal.decidedBy && (
            <p>
              {appeal.decidedBy} 于 {instant(appeal.decidedAt)} 答复：{appeal.reason}
            </p>
          )}
          {appeal.state === 'filed' && mayDecide && (
            <Decide
              path={`/api/appeals/${appeal.id}/decision`}
              yes={{ words: '支持申诉，撤销问题', body: { upheld: true } }}
              no={{ words: '驳回申诉', body: { upheld: false } }}
            />
          )}
        </div>
      ))}
      {mayAppeal && (
        <Collapse
          items={[
            {
              key: 'file',
              label: '认为判定有误？提出申诉',
              children: (
                <Decide path={`${path}/appeals`} field="text" label="申诉理由" yes={{ words: '提出申诉', body: {} }} />
              ),
            },
          ]}
        />
      )}
    </Panel>
  )
}
