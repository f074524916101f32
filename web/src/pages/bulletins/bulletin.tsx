/** One bulletin: the text with live numbers beside its checks, edits with bound numbers, preview, approval, publication. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Alert, App, Button, DatePicker, Space, Tabs, Tag } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import type { BulletinWorkAnswer } from '../../../../src/http/routes/bulletin-work.ts'
import { useMay, useMe } from '../../api/me.ts'
import { ApiProblem, asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { EmptyState } from '../../shell/states.tsx'
import { instant, today } from '../../zh.ts'
import { quarterName } from '../campaigns/words.ts'
import { BulletinText } from './bulletin-text.tsx'
import { Checks } from './checks.tsx'
import { Downloads } from './downloads.tsx'
import { Versions } from './versions.tsx'

export default function BulletinPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const path = `/api/campaigns/${encodeURIComponent(id)}/bulletin-work`
  const work = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => request<BulletinWorkAnswer>(path, { signal }),
  })
  const none = work.error instanceof ApiProblem && work.error.code === 'notFound.bulletin'
  return (
    <Page
      title={work.data?.title ?? `${quarterName(id)}通报`}
      note={work.data && <StateTags work={work.data} />}
      actions={work.data && <Downloads campaign={id} />}
    >
      {none ? (
        <Panel>
          <EmptyState title="还没有起草通报" action={<DraftButton campaign={id} date={null} label="起草通报" />}>
            各轮检查完成之后即可起草；数字由冻结的结果算出，每个数字都能打开明细
          </EmptyState>
        </Panel>
      ) : (
        <Loaded of={work} rows={12}>
          {(found) => <Work work={found} />}
        </Loaded>
      )}
    </Page>
  )
}

function StateTags({ work }: { readonly work: BulletinWorkAnswer }) {
  return (
    <span>
      <Tag color={work.state === 'published' ? 'green' : 'blue'}>{work.state === 'published' ? '已发布' : '草稿'}</Tag>
      <Tag>第 {work.version} 稿</Tag>
    </span>
  )
}

function Work({ work }: { readonly work: BulletinWorkAnswer }) {
  const published = work.state === 'published'
  const preview = (
    <iframe
      className="preview"
      title="通报预览"
      sandbox=""
      src={`/api/campaigns/${encodeURIComponent(work.campaign)}/documents/html?version=${work.version}`}
    />
  )
  return (
    <>
      {work.notice !== null && <Alert type="warning" showIcon title={work.notice} style={{ marginBottom: 16 }} />}
      {!work.current && (
        <Alert
          type="warning"
          showIcon
          title="起草之后检查结果有变化，文中的数字不是最新的"
          action={<DraftButton campaign={work.campaign} date={work.date} label="按新结果重新起草" />}
          style={{ marginBottom: 16 }}
        />
      )}
      <div className="with-checks">
        <section className="panel">
          <Tabs
            items={[
              { key: 'text', label: published ? '正文' : '正文（可修改）', children: <BulletinText work={work} /> },
              { key: 'preview', label: '版面预览', children: preview },
              { key: 'versions', label: `历次稿（${work.versions.length}）`, children: <Versions work={work} /> },
            ]}
          />
        </section>
        <aside aria-label="核对与办理">
          <Handling work={work} />
          <Checks work={work} />
        </aside>
      </div>
    </>
  )
}

function Handling({ work }: { readonly work: BulletinWorkAnswer }) {
  const may = useMay()
  const client = useQueryClient()
  const { message, modal } = App.useApp()
  const take = useMutation({
    mutationFn: (what: 'approve' | 'publish') =>
      request(`/api/campaigns/${encodeURIComponent(work.campaign)}/bulletin/${what}`, {
        method: 'POST',
        body: { version: work.version },
      }),
    onSuccess: async (_, what) => {
      void message.success(what === 'approve' ? '已审核' : '已发布')
      await client.invalidateQueries()
    },
    onError: (error) => {
      const { message: title, advice, details } = asProblem(error)
      modal.error({
        title,
        content: (
          <>
            <p>{advice}</p>
            <ul>
              {details.slice(0, 10).map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </>
        ),
      })
    },
  })
  const { approval, publication } = work
  const me = useMe().data?.name
  const mayApprove = may('bulletins:approve') && approval === null
  const mayPublish = may('bulletins:publish') && approval !== null
  const publish = () =>
    modal.confirm({
      title: '发布这份通报？',
      content: '发布之后不能再修改或重新起草。',
      okText: '发布',
      onOk: () => take.mutateAsync('publish').catch(() => undefined),
    })
  return (
    <Panel title="办理">
      <ol className="handling">
        <li>
          起草：{work.draftedBy}，<span className="number">{instant(work.draftedAt)}</span>
        </li>
        <li>
          审核：{approval === null ? <span className="muted">待审核</span> : `${approval.by}，${instant(approval.at)}`}
        </li>
        <li>
          发布：
          {publication === null ? (
            <span className="muted">未发布</span>
          ) : (
            `${publication.by}，${instant(publication.at)}`
          )}
        </li>
      </ol>
      {publication === null && (
        <Space wrap>
          {may('bulletins:draft') && <DraftButton campaign={work.campaign} date={work.date} label="重新起草" />}
          {mayApprove && work.draftedBy !== me && (
            <Button type="primary" loading={take.isPending} onClick={() => take.mutate('approve')}>
              审核通过
            </Button>
          )}
          {mayPublish && approval.by !== me && (
            <Button type="primary" loading={take.isPending} onClick={publish}>
              发布
            </Button>
          )}
        </Space>
      )}
      {publication === null && mayApprove && work.draftedBy === me && <p>这一稿由您起草或修改，须由另一人审核。</p>}
      {publication === null && mayPublish && approval.by === me && <p>这一稿由您审核，须由另一人发布。</p>}
      <p className="muted">起草与审核、审核与发布由不同的人办理；审核只对这一稿有效。</p>
      <p className="mono muted">SHA-256 {work.sha256.slice(0, 32)}…</p>
    </Panel>
  )
}

interface DraftButtonProps {
  readonly campaign: string
  readonly date: string | null
  readonly label: string
}

/** Drafts with a date that can be chosen first. */
function DraftButton({ campaign, date, label }: DraftButtonProps) {
  const may = useMay()
  const client = useQueryClient()
  const { modal, message } = App.useApp()
  const [asking, setAsking] = useState(false)
  const [chosen, setChosen] = useState<Dayjs>(dayjs(date ?? today()))
  const draft = useMutation({
    mutationFn: () =>
      request<{ readonly version: number }>(`/api/campaigns/${encodeURIComponent(campaign)}/bulletin/draft`, {
        method: 'POST',
        body: { date: chosen.format('YYYY-MM-DD') },
      }),
    onSuccess: async ({ version }) => {
      void message.success(`已起草第 ${version} 稿`)
      setAsking(false)
      await client.invalidateQueries()
    },
    onError: (error) => {
      const { message: title, advice } = asProblem(error)
      modal.error({ title, content: advice })
    },
  })
  if (!may('bulletins:draft')) return null
  if (!asking) return <Button onClick={() => setAsking(true)}>{label}</Button>
  return (
    <Space wrap>
      <label>
        成文日期{' '}
        <DatePicker value={chosen} allowClear={false} onChange={(next) => next && setChosen(dayjs(next as Dayjs))} />
      </label>
      <Button type="primary" loading={draft.isPending} onClick={() => draft.mutate()}>
        起草
      </Button>
      <Button onClick={() => setAsking(false)}>取消</Button>
    </Space>
  )
}
