/** One inspection from its frozen target to its proof: judgements, score, decisions, evidence with digests, archive. */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button, Descriptions, Segmented } from 'antd'
import { useState } from 'react'
import type { InspectionAnswer } from '../../../../src/http/routes/inspections.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { OutsideLink } from '../../shell/outside-link.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { instant, number, outcomeNames, verdictNames } from '../../zh.ts'
import { quarterName, roundName, verdictClass } from '../campaigns/words.ts'
import { Decisions, Score } from './decisions.tsx'

interface Target {
  readonly name: string
  readonly url?: string
  readonly platformId?: string
  readonly organiser: { readonly name: string }
}

const outcomeClass: Readonly<Record<string, string>> = {
  passed: 'good',
  failed: 'bad',
  cantTell: 'unsure',
  untested: 'unsure',
  inapplicable: 'muted',
}

export default function InspectionPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const path = `/api/inspections/${encodeURIComponent(id)}`
  const inspection = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => request<InspectionAnswer>(path, { signal }),
  })
  const target = inspection.data?.target as Target | undefined
  const { verdict = '', campaignId = '' } = inspection.data ?? {}
  return (
    <Page
      title={target?.name ?? '检查'}
      note={<strong className={verdictClass[verdict]}>{verdictNames[verdict]}</strong>}
      actions={
        campaignId !== '' && (
          <Link to="/campaigns/$id/results" params={{ id: campaignId }}>
            <Button>全部结果</Button>
          </Link>
        )
      }
    >
      <Loaded of={inspection} rows={12}>
        {(found) => <Found inspection={found} />}
      </Loaded>
    </Page>
  )
}

function Found({ inspection }: { readonly inspection: InspectionAnswer }) {
  const target = inspection.target as unknown as Target
  const address = target.url ?? target.platformId ?? '—'
  return (
    <>
      <Panel>
        <Descriptions size="small" column={{ xs: 1, md: 2, lg: 3 }}>
          <Descriptions.Item label="主办单位">{target.organiser.name}</Descriptions.Item>
          <Descriptions.Item label={target.url ? '网址' : '账号标识'}>
            {target.url ? (
              <OutsideLink url={target.url}>{address}</OutsideLink>
            ) : (
              <span className="mono">{address}</span>
            )}
          </Descriptions.Item>
          <Descriptions.Item label="检查">
            <Link to="/campaigns/$id" params={{ id: inspection.campaignId }}>
              {quarterName(inspection.campaignId)} {roundName(inspection.round)}
            </Link>
          </Descriptions.Item>
          <Descriptions.Item label="监测时间点">{inspection.monitorPoint}</Descriptions.Item>
          <Descriptions.Item label="采集时间">{instant(inspection.gatheredAt)}</Descriptions.Item>
          <Descriptions.Item label="检查编号">{inspection.id}</Descriptions.Item>
        </Descriptions>
      </Panel>
      <Judgements inspection={inspection} />
      <Score score={inspection.score} />
      <Decisions decisions={inspection.decisions} />
      <EvidencePanel inspection={inspection} />
    </>
  )
}

function Judgements({ inspection: { judgements } }: { readonly inspection: InspectionAnswer }) {
  const [view, setView] = useState<'found' | 'all'>('found')
  const found = judgements.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'inapplicable')
  const shown = view === 'all' || found.length === 0 ? judgements : found
  return (
    <Panel
      title="判定"
      note={`${judgements.length} 项，未通过或待定 ${found.length} 项`}
      actions={
        found.length > 0 && (
          <Segmented
            aria-label="显示哪些判定"
            value={view}
            options={[
              { value: 'found', label: '未通过和待定' },
              { value: 'all', label: '全部' },
            ]}
            onChange={(next) => setView(next as 'found' | 'all')}
          />
        )
      }
    >
      <div className="scroll-x" tabIndex={0} role="region" aria-label="判定">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">条款</th>
              <th scope="col">内容</th>
              <th scope="col">机器判定</th>
              <th scope="col">依据</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ clause, title, outcome, because, findings, shadow }) => (
              <tr key={clause}>
                <td className="mono nowrap">{clause}</td>
                <th scope="row">
                  {title}
                  {shadow && <span className="muted">（试运行，不计入）</span>}
                </th>
                <td className={`nowrap ${outcomeClass[outcome] ?? ''}`}>{outcomeNames[outcome] ?? outcome}</td>
                <td>
                  {because}
                  <Findings findings={findings} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

/** Places that are shown at once; a site may have hundreds. */
const atOnce = 5

function Findings({ findings }: { readonly findings: InspectionAnswer['judgements'][number]['findings'] }) {
  const [all, setAll] = useState(false)
  if (findings.length === 0) return null
  const shown = all ? findings : findings.slice(0, atOnce)
  return (
    <>
      <ul className="findings">
        {shown.map(({ where, message, url }, index) => (
          // oxlint-disable-next-line no-array-index-key -- two findings may say the same
          <li key={`${index}${where}`}>
            <span className="muted">{where}：</span>
            {message}
            {url !== undefined && (
              <>
                {' '}
                <OutsideLink url={url} />
              </>
            )}
          </li>
        ))}
      </ul>
      {findings.length > atOnce && (
        <button type="button" className="text-button" onClick={() => setAll(!all)}>
          {all ? '收起' : `显示全部 ${number(findings.length)} 处`}
        </button>
      )}
    </>
  )
}

/** What a browser can show without freezing. */
const longest = 20_000

function EvidencePanel({ inspection: { id, evidence, archive } }: { readonly inspection: InspectionAnswer }) {
  const stored = archive as {
    readonly records: number
    readonly bytes: number
    readonly sha256: string
    readonly sm3: string
  } | null
  return (
    <Panel title="证据">
      {stored === null ? (
        <p className="muted">没有网页存档（来源为报送文件，或无法访问）</p>
      ) : (
        <>
          <p>
            <a href={`/api/inspections/${id}/archive`}>
              下载网页存档（WACZ，{number(stored.records)} 条记录，{number(Math.ceil(stored.bytes / 1024))} KB）
            </a>
          </p>
          <p className="mono muted">
            SHA-256 {stored.sha256}
            <br />
            SM3 {stored.sm3}
          </p>
        </>
      )}
      {evidence.map(({ kind, value, missing, sha256, capturedAt }) => (
        <details key={kind} className="evidence">
          <summary>
            {kind} {missing !== null && missing !== undefined && <span className="unsure">缺失</span>}{' '}
            <span className="muted number">
              {instant(capturedAt)} · SHA-256 {sha256.slice(0, 16)}…
            </span>
          </summary>
          <pre className="mono">{JSON.stringify(value ?? missing, null, 1).slice(0, longest)}</pre>
        </details>
      ))}
    </Panel>
  )
}
