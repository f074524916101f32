/** 整改全过程: what followed the review of a campaign, from the notices to the look-back, on one page that can be printed. */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import type { CampaignLife, LookBackLife } from '../../../../src/bulletins/campaign-life.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { EmptyState } from '../../shell/states.tsx'
import { instant, number, percent } from '../../zh.ts'
import { StateTag } from '../rectification/state-tag.tsx'
import { appealStates, extensionStates, lookBackResults, noticeStates } from '../rectification/words.ts'
import '../rectification/rectification.css'
import { LifeCases } from './life-cases.tsx'
import { quarterName } from './words.ts'

export default function Life() {
  const { id } = useParams({ strict: false }) as { id: string }
  const path = `/api/campaigns/${encodeURIComponent(id)}/life`
  const life = useQuery({ queryKey: [path], queryFn: ({ signal }) => request<CampaignLife>(path, { signal }) })
  return (
    <Page
      title="整改全过程"
      note={<span className="muted">{quarterName(id)}</span>}
      actions={
        <Link to="/campaigns/$id" params={{ id }}>
          <Button tabIndex={-1}>返回检查</Button>
        </Link>
      }
    >
      <Loaded of={life} rows={10}>
        {(found) => <Found life={found} />}
      </Loaded>
    </Page>
  )
}

function Found({ life }: { readonly life: CampaignLife }) {
  const { notices, cases, appeals, extensions, messages } = life
  const looks = [life.lookBack, ...life.lookedBackIn].filter(({ rows }) => rows.length > 0)
  const nothing = notices.length === 0 && looks.length === 0 && (messages === null || messages.received === 0)
  if (nothing) {
    return (
      <Panel>
        <EmptyState title="还没有整改通知">
          复核确认的问题起草为整改通知之后，通知、反馈、复查和办结的经过列在这里
        </EmptyState>
      </Panel>
    )
  }
  return (
    <>
      <Summary life={life} />
      {notices.length > 0 && <Notices notices={notices} />}
      {cases.length > 0 && <LifeCases cases={cases} notices={notices} />}
      {appeals.length > 0 && <Appeals appeals={appeals} cases={cases} />}
      {extensions.length > 0 && <Extensions extensions={extensions} notices={notices} />}
      {looks.map((look) => (
        <LookBack key={look.campaignId} look={look} />
      ))}
      {messages !== null && messages.received > 0 && (
        <Panel title="本季度找错留言">
          <div className="figures">
            <Figure value={messages.received} label="收到" />
            <Figure value={messages.answered} label="办结" />
            <Figure value={messages.answeredLate} label="超期办结" tone={messages.answeredLate > 0 ? 'bad' : ''} />
            <Figure value={messages.open} label="办理中" />
            <Figure value={messages.overdue} label="逾期未办结" tone={messages.overdue > 0 ? 'bad' : ''} />
            <Figure value={messages.unassigned} label="无人经办" tone={messages.unassigned > 0 ? 'unsure' : ''} />
          </div>
        </Panel>
      )}
    </>
  )
}

interface FigureProps {
  readonly value: number | string
  readonly label: string
  readonly tone?: string
}

function Figure({ value, label, tone = '' }: FigureProps) {
  return (
    <div className="figure">
      <span className={`figure-value number ${tone}`}>{typeof value === 'number' ? number(value) : value}</span>
      <span className="muted">{label}</span>
    </div>
  )
}

function Summary({ life: { notices, cases, appeals, extensions } }: { readonly life: CampaignLife }) {
  const closed = cases.filter(({ state }) => state === 'closed').length
  const withdrawn = cases.filter(({ state }) => state === 'withdrawn').length
  const late = cases.filter((row) => row.late).length
  const again = cases.filter(({ recurrence }) => recurrence > 0).length
  return (
    <Panel>
      <div className="figures">
        <Figure value={notices.length} label="整改通知" />
        <Figure value={cases.length} label="整改事项" />
        <Figure value={closed} label="已办结" tone="good" />
        <Figure value={percent(closed, cases.length - withdrawn)} label="办结率（不计已撤销）" />
        <Figure value={late} label="逾期反馈" tone={late > 0 ? 'bad' : ''} />
        <Figure value={again} label="办结后再次出现" tone={again > 0 ? 'bad' : ''} />
        <Figure value={appeals.length} label="申诉" />
        <Figure value={extensions.length} label="延期申请" />
      </div>
    </Panel>
  )
}

function Notices({ notices }: Pick<CampaignLife, 'notices'>) {
  return (
    <Panel title="通知" note={`${number(notices.length)} 份`}>
      <div className="scroll-x" tabIndex={0} role="region" aria-label="通知">
        <table className="plain-table">
          <thead>
            <tr>
              {['文号', '单位', '状态', '发出', '送达', '签收', '反馈', '办结', '催办'].map((heading) => (
                <th key={heading} scope="col">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {notices.map((notice) => (
              <tr key={notice.id}>
                <th scope="row" className="nowrap">
                  <Link to="/notices/$id" params={{ id: String(notice.id) } as never}>
                    {notice.number}
                  </Link>
                </th>
                <td className="nowrap">{notice.unit}</td>
                <td className="nowrap">
                  <StateTag of={noticeStates} state={notice.state} />
                </td>
                {[notice.sentAt, notice.deliveredAt, notice.readAt, notice.repliedAt, notice.closedAt].map(
                  (at, index) => (
                    // oxlint-disable-next-line react/no-array-index-key -- the five instants of a notice
                    <td key={index} className="number nowrap">
                      <When at={at} />
                    </td>
                  ),
                )}
                <td>
                  {notice.chasers.length === 0
                    ? '—'
                    : notice.chasers.map(({ words, at }) => (
                        <div key={`${at}${words}`} className="nowrap">
                          <span className="number">{instant(at).slice(5, 10)}</span> {words}
                        </div>
                      ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

/** The day with the time below it: nine columns stand side by side on an office screen. */
function When({ at }: { readonly at: string | null }) {
  const [on, time] = instant(at).split(' ')
  return (
    <>
      {on}
      {time !== undefined && <div className="muted">{time}</div>}
    </>
  )
}

function Appeals({ appeals, cases }: Pick<CampaignLife, 'appeals' | 'cases'>) {
  const names = new Map(cases.map(({ id, targetName, problem }) => [id, `${targetName}：${problem}`]))
  return (
    <Panel title="申诉" note={`${number(appeals.length)} 件`}>
      {appeals.map((appeal) => (
        <div key={`${appeal.caseId} ${appeal.filedAt}`} className="entry">
          <p>
            <Link to="/cases/$id" params={{ id: String(appeal.caseId) } as never}>
              {names.get(appeal.caseId) ?? '整改事项'}
            </Link>{' '}
            <StateTag of={appealStates} state={appeal.state as keyof typeof appealStates} />{' '}
            <span className="muted number">{instant(appeal.filedAt)}</span>
          </p>
          <p className="answer-text">{appeal.text}</p>
          {appeal.decidedAt !== null && (
            <p className="muted">
              {instant(appeal.decidedAt)} {appeal.decidedBy} 答复：{appeal.reason}
            </p>
          )}
        </div>
      ))}
    </Panel>
  )
}

function Extensions({ extensions, notices }: Pick<CampaignLife, 'extensions' | 'notices'>) {
  const numbers = new Map(notices.map(({ id, number: word, unit }) => [id, `${word} ${unit}`]))
  return (
    <Panel title="延期" note={`${number(extensions.length)} 件`}>
      {extensions.map((extension) => (
        <div key={`${extension.noticeId} ${extension.askedAt}`} className="entry">
          <Link to="/notices/$id" params={{ id: String(extension.noticeId) } as never}>
            {numbers.get(extension.noticeId) ?? '整改通知'}
          </Link>{' '}
          <StateTag of={extensionStates} state={extension.state as keyof typeof extensionStates} />{' '}
          <span className="muted">
            {instant(extension.askedAt)} 申请延至 {extension.wantedOn}：{extension.reason}
            {extension.decidedBy !== null && `（${extension.decidedBy}）`}
          </span>
        </div>
      ))}
    </Panel>
  )
}

function LookBack({ look: { campaignId, counts, rows } }: { readonly look: LookBackLife }) {
  return (
    <Panel
      title={`“回头看”（${quarterName(campaignId)}）`}
      note={`对以往检查发现的 ${number(rows.length)} 个问题再次检查：${number(counts.gone)} 个没有再出现，${number(counts.again)} 个再次出现，${number(counts.open)} 个尚无结论`}
    >
      <div className="scroll-x" tabIndex={0} role="region" aria-label={`${quarterName(campaignId)}回头看`}>
        <table className="plain-table">
          <thead>
            <tr>
              {['对象', '单位', '原检查', '问题', '结果'].map((heading) => (
                <th key={heading} scope="col">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.caseId}>
                <th scope="row">
                  <Link to="/inspections/$id" params={{ id: String(row.inspectionId) }}>
                    {row.targetName}
                  </Link>
                </th>
                <td>{row.unit}</td>
                <td className="nowrap">
                  <Link to="/cases/$id" params={{ id: String(row.caseId) } as never}>
                    {quarterName(row.notedIn)}
                  </Link>
                </td>
                <td>{row.problem}</td>
                <td className="nowrap">
                  <StateTag of={lookBackResults} state={row.standing} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
