/** 单位首页: what is due and by when, how our sites and accounts stand, and checking ourselves. Made for a phone first. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Pagination, Segmented } from 'antd'
import { useState } from 'react'
import type { DueItem, DueWork, OwnTarget, SelfCheck } from '../../../../src/monitoring/own-work.ts'
import { useMay } from '../../api/me.ts'
import { asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { EmptyState } from '../../shell/states.tsx'
import { DaysLeft, Tag } from '../../shell/tag.tsx'
import type { Listed } from '../../table/query-table.tsx'
import { textOf, useListSearch } from '../../table/use-list-search.ts'
import { instant, zh } from '../../zh.ts'
import '../figures.css'
import './my.css'

type Due = DueWork & { readonly today: string; readonly selfChecksEvery30Days: number }

export default function My() {
  const due = useQuery({ queryKey: ['/api/my/due'], queryFn: ({ signal }) => request<Due>('/api/my/due', { signal }) })
  return (
    <Page title="单位首页">
      <Loaded of={due}>
        {(work) => (
          <>
            <section className="figures" aria-label="待办">
              <Figure name="待整改" value={work.counts.case} />
              <Figure name="待答复留言" value={work.counts.message} />
              <Figure name="更新预警" value={work.counts.warning} />
              <Figure name="已逾期" value={work.overdue} bad={work.overdue > 0} />
            </section>
            <Panel title="待办" note={`今天 ${work.today}`}>
              {work.items.length === 0 ? (
                <EmptyState title="没有待办">整改、留言和更新预警会列在这里</EmptyState>
              ) : (
                <ul className="own-cards">
                  {work.items.map((item) => (
                    <DueCard key={`${item.kind} ${item.key}`} item={item} />
                  ))}
                </ul>
              )}
              {work.total > work.items.length && (
                <p className="muted">另有 {work.total - work.items.length} 项，办理后依次显示。</p>
              )}
            </Panel>
            <Targets most={work.selfChecksEvery30Days} />
          </>
        )}
      </Loaded>
      <SelfChecks />
    </Page>
  )
}

function Figure({
  name,
  value,
  bad = false,
}: {
  readonly name: string
  readonly value: number
  readonly bad?: boolean
}) {
  return (
    <div className="figure">
      <span className="muted">{name}</span>
      <strong className={bad ? 'bad number' : 'number'}>{value}</strong>
    </div>
  )
}

const kinds = { case: '整改', message: '留言', warning: '预警' } as const

function DueCard({ item }: { readonly item: DueItem }) {
  const { kind, key, title, target, unit, dueOn, daysLeft, severe } = item
  const link =
    kind === 'case' ? (
      <Link to="/cases/$id" params={{ id: key } as never}>
        去反馈
      </Link>
    ) : kind === 'message' ? (
      <Link to="/messages" search={{ open: key, search: key } as never}>
        查看留言
      </Link>
    ) : (
      <Link to="/warnings" search={{ search: target.split(' · ')[0] } as never}>
        查看预警
      </Link>
    )
  return (
    <li className="own-card">
      <div className="own-card-head">
        <Tag tone={severe ? 'bad' : 'plain'}>{kinds[kind]}</Tag>
        <strong>{target}</strong>
        <DaysLeft days={daysLeft} on={dueOn} unit={kind === 'warning' ? '天' : '个工作日'} />
      </div>
      <p className="own-card-text">{title}</p>
      <p className="muted">
        {unit} · {kind === 'warning' ? '最迟更新' : '期限'} {dueOn} · {link}
      </p>
    </li>
  )
}

function Targets({ most }: { readonly most: number }) {
  const { search, page, size, change } = useListSearch()
  const target = textOf(search['target']) === 'account' ? 'account' : 'site'
  const own = useQuery({
    queryKey: ['/api/my/targets', target, page, size],
    queryFn: ({ signal }) => request<Listed<OwnTarget>>('/api/my/targets', { query: { target, page, size }, signal }),
  })
  return (
    <Panel
      title="我的网站和账号"
      actions={
        <Segmented
          aria-label="网站或账号"
          value={target}
          onChange={(next) => change({ target: String(next) })}
          options={[
            { value: 'site', label: '网站' },
            { value: 'account', label: '新媒体账号' },
          ]}
        />
      }
    >
      <Loaded of={own}>
        {(list) =>
          list.total === 0 ? (
            <EmptyState title={target === 'site' ? '没有网站' : '没有账号'}>名录由主管部门维护</EmptyState>
          ) : (
            <>
              <ul className="own-cards">
                {list.items.map((row) => (
                  <TargetCard key={row.id} row={row} most={most} />
                ))}
              </ul>
              <Pagination
                size="small"
                current={page}
                pageSize={size}
                total={list.total}
                showSizeChanger={false}
                showTotal={zh.total}
                onChange={(next) => change({ page: String(next) }, true)}
              />
            </>
          )
        }
      </Loaded>
    </Panel>
  )
}

function TargetCard({ row, most }: { readonly row: OwnTarget; readonly most: number }) {
  const { message, modal } = App.useApp()
  const client = useQueryClient()
  const may = useMay()
  const check = useMutation({
    mutationFn: () =>
      request<{ inspectionId: number }>('/api/self-checks', {
        method: 'POST',
        body: { target: row.target, id: row.id },
      }),
    onSuccess: () => {
      void message.success('自查已排队，结果在下面的“自查”中')
      return client.invalidateQueries()
    },
    onError: (error) => {
      const { message: title, advice } = asProblem(error)
      void modal.error({ title, content: advice })
    },
  })
  return (
    <li className="own-card">
      <div className="own-card-head">
        <strong>{row.name}</strong>
        {row.down && <Tag tone="bad">首页无法访问</Tag>}
        {row.openCases > 0 && <Tag tone="unsure">待整改 {row.openCases}</Tag>}
        {row.failsOn && <Tag tone="unsure">{row.failsOn} 起超期</Tag>}
        {row.unknownBecause && <Tag tone="muted">更新情况无法判断</Tag>}
        {!row.down && row.openCases === 0 && !row.failsOn && !row.unknownBecause && <Tag tone="good">正常</Tag>}
      </div>
      <p className="muted">
        {row.key} · {row.unit}
        {row.unknownBecause && ` · ${row.unknownBecause}`}
      </p>
      <div className="own-card-actions">
        {row.lastInspection && (
          <a href={`/inspections/${row.lastInspection}`}>最近检查 {instant(row.lastInspectedAt)}</a>
        )}
        {row.target === 'site' && (
          <Link to="/availability/$siteCode" params={{ siteCode: row.key } as never}>
            可用性
          </Link>
        )}
        {may('selfCheck:start') && (
          <Button
            size="small"
            loading={check.isPending}
            disabled={row.selfChecks >= most}
            aria-label={`自查 ${row.name}`}
            onClick={() => check.mutate()}
          >
            自查（30 天内已用 {row.selfChecks} / {most}）
          </Button>
        )}
      </div>
    </li>
  )
}

const states: Readonly<Record<string, string>> = {
  waiting: '排队中',
  running: '进行中',
  paused: '已暂停',
  judged: '已完成',
  cancelled: '已取消',
}

function SelfChecks() {
  const [page, setPage] = useState(1)
  const checks = useQuery({
    queryKey: ['/api/self-checks', page],
    queryFn: ({ signal }) => request<Listed<SelfCheck>>('/api/self-checks', { query: { page, size: 10 }, signal }),
    refetchInterval: ({ state }) => (state.data?.items.some((row) => row.state === 'waiting') ? 10_000 : false),
  })
  if (!checks.data || checks.data.total === 0) return null
  return (
    <Panel title="自查" note="只供本单位参考，不影响任何检查">
      <ul className="own-cards">
        {checks.data.items.map((row) => (
          <li key={row.inspectionId} className="own-card">
            <div className="own-card-head">
              <strong>{row.name}</strong>
              <Tag tone={row.failed ? 'bad' : row.state === 'judged' ? 'good' : 'plain'}>
                {row.state === 'judged'
                  ? row.failed
                    ? `发现 ${row.failed} 项问题`
                    : '没有发现问题'
                  : (states[row.state] ?? row.state)}
              </Tag>
              {row.cantTell ? <Tag tone="muted">{row.cantTell} 项无法判断</Tag> : null}
            </div>
            <p className="muted">
              {row.monitorPoint} · <a href={`/inspections/${row.inspectionId}`}>查看结果</a>
            </p>
          </li>
        ))}
      </ul>
      <Pagination
        size="small"
        current={page}
        pageSize={10}
        total={checks.data.total}
        showSizeChanger={false}
        hideOnSinglePage
        onChange={setPage}
      />
    </Panel>
  )
}
