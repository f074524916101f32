/** What one judgement rests on: findings with answers and words, pictures with marks, the archive, what was decided so far. */
import { CopyOutlined, DownloadOutlined } from '@ant-design/icons'
import { App, Button, Descriptions, Tag } from 'antd'
import type { FindingEvidenceAnswer } from '../../../../src/http/routes/finding-evidence.ts'
import { instant, number, outcomeNames } from '../../zh.ts'
import { OutsideLink } from '../../shell/outside-link.tsx'
import { MarkedPictures } from './marked-picture.tsx'
import { ReplayButton } from './replay.tsx'
import { toneOf, useWords } from './words.ts'

const mostShown = 20

export function FindingView({ evidence }: { readonly evidence: FindingEvidenceAnswer }) {
  const { findings, exempted, pictures, archive, decisions, inspectionId } = evidence
  return (
    <article className="finding-view">
      <header>
        <h2>{evidence.targetName}</h2>
        <p className="muted">
          {evidence.organiser} · <span className="mono">{evidence.target}</span> · 监测时间点 {evidence.monitorPoint} ·
          采集于 {instant(evidence.gatheredAt)}
        </p>
        <p>
          <strong>
            {evidence.clause} {evidence.title}
          </strong>{' '}
          <span className={toneOf(evidence.outcome)}>{outcomeNames[evidence.outcome] ?? evidence.outcome}</span>
          {evidence.shadow && <Tag>试运行</Tag>}
        </p>
        <p>{evidence.because}</p>
      </header>
      {findings.length > 0 && (
        <section className="evidence-part" aria-label="问题">
          <h3>问题（{number(findings.length)} 处）</h3>
          <ol className="findings">
            {findings.slice(0, mostShown).map((finding, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- findings have no other name than their place
              <li key={index}>
                <Finding finding={finding} />
              </li>
            ))}
          </ol>
          {findings.length > mostShown && (
            <p className="muted">另有 {number(findings.length - mostShown)} 处，见检查详情</p>
          )}
        </section>
      )}
      {exempted.length > 0 && (
        <p className="muted">
          {exempted.length} 处列入白名单：{exempted.map(({ where }) => where).join('、')}
        </p>
      )}
      <MarkedPictures inspectionId={inspectionId} pictures={pictures} />
      <Decisions decisions={decisions} />
      <section className="evidence-part" aria-label="存档">
        <div className="panel-head">
          <h3>网页存档</h3>
          <span className="grow" />
          {archive?.replay && <ReplayButton inspectionId={inspectionId} page={pageOf(findings)} />}
          {archive && archive.problem === null && (
            <Button href={`/api/inspections/${inspectionId}/archive`} icon={<DownloadOutlined />}>
              下载存档
            </Button>
          )}
        </div>
        {archive === null ? (
          <p className="muted">没有网页存档（来源为报送文件，或无法访问）</p>
        ) : archive.problem !== null ? (
          <p className="bad">{archive.problem}</p>
        ) : (
          <Descriptions
            size="small"
            column={1}
            items={[
              {
                key: 'size',
                label: '记录',
                children: `${number(archive.records)} 条，${number(Math.ceil(archive.bytes / 1024))} KB`,
              },
              { key: 'sha256', label: 'SHA-256', children: <span className="mono">{archive.sha256}</span> },
              { key: 'sm3', label: 'SM3', children: <span className="mono">{archive.sm3}</span> },
              {
                key: 'seal',
                label: '签名',
                children:
                  archive.signedBy === null ? (
                    '没有签名'
                  ) : (
                    <span className="mono">Ed25519 {archive.signedBy.slice(0, 16)}…</span>
                  ),
              },
              ...(archive.timeStamp === null
                ? []
                : [{ key: 'stamp', label: '时间戳', children: instant(archive.timeStamp) }]),
            ]}
          />
        )}
        {evidence.evidence.map(({ kind, value, missing, sha256, capturedAt }) => (
          <details key={kind}>
            <summary>
              证据 {kind}
              {missing !== null && missing !== undefined ? '（缺失）' : ''}{' '}
              <span className="muted">
                {instant(capturedAt)} · SHA-256 {sha256.slice(0, 16)}…
              </span>
            </summary>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
            <pre className="mono raw" tabIndex={0}>
              {JSON.stringify(value ?? missing, null, 1)}
            </pre>
          </details>
        ))}
      </section>
    </article>
  )
}

/** Where the findings show: that page is replayed first. */
function pageOf(findings: FindingEvidenceAnswer['findings']): string | undefined {
  const highlight = findings.flatMap(({ highlights }) => highlights)[0]
  return highlight?.page ?? findings.find(({ url }) => url !== undefined)?.url
}

function Finding({ finding }: { readonly finding: FindingEvidenceAnswer['findings'][number] }) {
  const { where, message, url, status, headers, highlights, records } = finding
  return (
    <>
      <div>
        <strong>{where}</strong>：{message}
      </div>
      {url !== undefined && <Address url={url} status={status} />}
      {highlights.map(({ page, before, match, after }) => (
        <blockquote key={page + before}>
          …{before}
          <mark>{match}</mark>
          {after}…
        </blockquote>
      ))}
      {(headers.length > 0 || records.length > 0) && (
        <details>
          <summary>应答与存档记录</summary>
          {headers.length > 0 && (
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
            <pre className="mono raw" tabIndex={0}>
              {headers.map(([name, value]) => `${name}: ${value}`).join('\n')}
            </pre>
          )}
          <ul className="records">
            {records.map(({ id, type, date, url: of, mime, digest }) => (
              <li key={id}>
                <span className="mono">{type}</span> {instant(date)} {mime} <span className="mono clip">{of}</span>{' '}
                <span className="muted mono">{digest.slice(0, 23)}…</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function Address({ url, status }: { readonly url: string; readonly status: number | null }) {
  const { message } = App.useApp()
  return (
    <div className="address">
      <OutsideLink url={url} title="在新窗口打开现在的网页" />
      {status !== null && <Tag>应答 {status}</Tag>}
      <Button
        type="text"
        size="small"
        icon={<CopyOutlined />}
        aria-label="复制网址"
        onClick={() => void navigator.clipboard?.writeText(url).then(() => message.success('已复制'))}
      />
    </div>
  )
}

function Decisions({ decisions }: { readonly decisions: FindingEvidenceAnswer['decisions'] }) {
  const words = useWords()
  if (decisions.length === 0) return null
  return (
    <section className="evidence-part" aria-label="已有结论">
      <h3>已有结论</h3>
      <ul className="decisions">
        {decisions.map((made) => (
          <li key={made.id}>
            <span className={toneOf(made.kind)}>{words.decisions[made.kind] ?? made.kind}</span> {made.author}（
            {words.roles[made.role] ?? made.role}）<span className="muted">{instant(made.decidedAt)}</span>
            {[made.reason, made.note]
              .filter((text) => text !== '')
              .map((text) => (
                <div key={text}>{text}</div>
              ))}
            {made.pictures.length > 0 && (
              <div className="proof-pictures">
                {made.pictures.map(({ id, name, field }) => (
                  <a key={id} href={`/api/proof-pictures/${id}`} target="_blank" rel="noreferrer">
                    <img src={`/api/proof-pictures/${id}`} alt={`${field}：${name}`} loading="lazy" />
                  </a>
                ))}
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
