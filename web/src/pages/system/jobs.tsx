/** 任务: the queue, who works, what runs, what is stuck, and the switch that stops all crawling. */
import { useQuery } from '@tanstack/react-query'
import { Alert, Progress, Space, Statistic, Table, Tag } from 'antd'
import type { JobsAnswer } from '../../../../src/http/routes/jobs.ts'
import { useMay } from '../../api/me.ts'
import { asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'
import { useAct } from '../../api/use-act.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { ReasonButton } from '../../shell/reason-button.tsx'
import { instant, number, zh } from '../../zh.ts'

const path = '/api/jobs'
const refresh = [path]

export default function Jobs() {
  const may = useMay()
  const jobs = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => request<JobsAnswer>(path, { signal }),
    refetchInterval: 5_000,
  })
  const stop = useAct((reason: string) => request('/api/crawling/stop', { method: 'POST', body: { reason } }), {
    done: '已停止，采集进程两秒内照办',
    refresh,
  })
  const resume = useAct(
    (given: { readonly siteCode: string | null; readonly reason: string }) =>
      request('/api/crawling/resume', { method: 'POST', body: given }),
    { done: '已恢复', refresh },
  )
  const requeue = useAct(
    (reason: string) => request<{ inspections: number[] }>('/api/jobs/requeue', { method: 'POST', body: { reason } }),
    { done: '已放回队列', refresh },
  )
  const stopped = jobs.data?.stops.some(({ siteCode }) => siteCode === null) ?? false
  return (
    <Page
      title="任务和执行者"
      note={<span className="muted">每 5 秒更新</span>}
      actions={
        may('crawling:stop') &&
        jobs.data &&
        !stopped && (
          <ReasonButton
            danger
            label="停止全部采集"
            explains="所有采集进程两秒内停止向任何网站发出请求；正在进行的检查保留进度，恢复后接着做。"
            onReason={(reason) => stop.mutate(reason)}
          />
        )
      }
    >
      {jobs.isError && jobs.data && (
        <Alert type="warning" showIcon title={`下面是上一次读到的内容：${asProblem(jobs.error).message}`} />
      )}
      <Loaded of={jobs}>
        {({ queues, workers, running, stuck, stuckTotal, deadlines, stops }) => (
          <>
            {stops.map(({ siteCode, name, reason, author, stoppedAt }) => (
              <Alert
                key={siteCode ?? '*'}
                type="warning"
                showIcon
                style={{ marginBottom: 16 }}
                title={siteCode === null ? '全部采集已停止' : `网站“${name ?? siteCode}”的采集已停止`}
                description={`${author}，${instant(stoppedAt)}：${reason}`}
                action={
                  may('crawling:stop') && (
                    <ReasonButton
                      label="恢复采集"
                      size="small"
                      onReason={(why) => resume.mutate({ siteCode, reason: why })}
                    />
                  )
                }
              />
            ))}
            <Queues queues={queues} />
            <Workers workers={workers} />
            <Running running={running} />
            <Stuck
              stuck={stuck}
              total={stuckTotal}
              action={
                may('system:manage') &&
                stuck.some(({ reason }) => reason !== 'silent') && (
                  <ReasonButton
                    label="放回队列"
                    explains="已放弃和不在队列中的检查重新排队，由执行者从保存的进度接着做。"
                    onReason={(reason) => requeue.mutate(reason)}
                  />
                )
              }
            />
            <Deadlines deadlines={deadlines} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Queues({ queues }: Pick<JobsAnswer, 'queues'>) {
  if (queues.length === 0) return <Panel title="队列">还没有队列：第一次启动检查时建立</Panel>
  return (
    <div className="columns-2">
      {queues.map(({ queue, title, ready, later, active, doneLastHour, failed }) => (
        <Panel key={queue} title={`队列：${title}`}>
          <Space size={32} wrap>
            <Statistic title="等待领取" value={ready} />
            <Statistic title="正在进行" value={active} />
            <Statistic title="定时以后" value={later} />
            <Statistic title="一小时内完成" value={doneLastHour} />
            <Statistic
              title="已放弃"
              value={failed}
              {...(failed > 0 ? { styles: { content: { color: 'var(--bad)' } } } : {})}
            />
          </Space>
        </Panel>
      ))}
    </div>
  )
}

const workerStates = {
  working: <Tag color="green">工作中</Tag>,
  silent: <Tag color="red">失去联系</Tag>,
  stopped: <Tag>已停止</Tag>,
} as const

function Workers({ workers }: Pick<JobsAnswer, 'workers'>) {
  const active = workers.filter(({ state }) => state === 'working')
  return (
    <Panel
      title="执行者"
      note={`${active.length} 个工作中，同时可进行 ${sum(active.map(({ slots }) => slots))} 项检查`}
    >
      {active.length === 0 && (
        <Alert
          type="info"
          showIcon
          title="现在没有执行者在领取任务"
          description="在服务器上运行 mingcha worker（可在多台机器上同时运行），或用 mingcha campaign run 执行一次检查。"
          style={{ marginBottom: workers.length > 0 ? 12 : 0 }}
        />
      )}
      {workers.length > 0 && (
        <Table
          size="small"
          rowKey={({ worker, startedAt }) => worker + startedAt}
          pagination={false}
          scroll={{ x: 'max-content' }}
          dataSource={[...workers]}
          columns={[
            { title: '主机:进程', render: (_, { worker }) => <span className="mono">{worker}</span> },
            { title: '状态', render: (_, { state }) => workerStates[state] },
            { title: '同时检查', align: 'right', render: (_, { slots }) => slots },
            { title: '启动', render: (_, { startedAt }) => instant(startedAt) },
            { title: '最近联系', render: (_, { seenAt }) => instant(seenAt) },
          ]}
        />
      )}
    </Panel>
  )
}

function Running({ running }: Pick<JobsAnswer, 'running'>) {
  return (
    <Panel title="正在进行的检查" note={zh.total(running.length)}>
      {running.length === 0 ? (
        <span className="muted">没有</span>
      ) : (
        <Table
          size="small"
          rowKey="inspectionId"
          pagination={false}
          scroll={{ x: 'max-content' }}
          dataSource={[...running]}
          columns={[
            {
              title: '对象',
              render: (_, { inspectionId, targetName }) => <a href={`/inspections/${inspectionId}`}>{targetName}</a>,
            },
            { title: '检查', render: (_, { campaignId, round }) => `${campaignId} ${round}` },
            {
              title: '执行者',
              render: (_, { worker }) => <span className="mono">{worker ?? zh.unknown}</span>,
            },
            { title: '进度', width: 220, render: (_, row) => <Pages {...row} /> },
            {
              title: '速率',
              align: 'right',
              render: (_, { pagesPerSecond }) =>
                pagesPerSecond === null ? zh.unknown : `${pagesPerSecond.toFixed(1)} 页/秒`,
            },
            { title: '开始', render: (_, { startedAt }) => instant(startedAt) },
            { title: '此前尝试', align: 'right', render: (_, { earlierTries }) => earlierTries },
          ]}
        />
      )}
    </Panel>
  )
}

function Pages({ pagesDone, pagesKnown }: JobsAnswer['running'][number]) {
  if (pagesDone === null || pagesKnown === null) return <>{zh.unknown}</>
  const percent = pagesKnown === 0 ? 0 : Math.floor((pagesDone / pagesKnown) * 100)
  return (
    <>
      <span className="number">
        {number(pagesDone)} / {number(pagesKnown)} 页
      </span>
      <Progress percent={percent} size="small" showInfo={false} aria-label={`已完成 ${percent}%`} />
    </>
  )
}

const stuckReasons = { silent: '执行者失去联系，稍后由他人接手', gaveUp: '多次失败，已放弃', notQueued: '不在队列中' }

interface StuckProps {
  readonly stuck: JobsAnswer['stuck']
  readonly total: number
  readonly action: React.ReactNode
}

function Stuck({ stuck, total, action }: StuckProps) {
  return (
    <Panel title="卡住的检查" note={zh.total(total)} actions={action}>
      {stuck.length === 0 ? (
        <span className="muted">没有</span>
      ) : (
        <Table
          size="small"
          rowKey="inspectionId"
          pagination={false}
          scroll={{ x: 'max-content', y: 320 }}
          dataSource={[...stuck]}
          columns={[
            {
              title: '对象',
              render: (_, { inspectionId, targetName }) => <a href={`/inspections/${inspectionId}`}>{targetName}</a>,
            },
            { title: '检查', render: (_, { campaignId, round }) => `${campaignId} ${round}` },
            { title: '情形', render: (_, { reason }) => stuckReasons[reason] },
            { title: '自', render: (_, { since }) => instant(since) },
            { title: '最后一次的话', render: (_, { detail }) => <span className="mono">{detail || zh.unknown}</span> },
          ]}
        />
      )}
    </Panel>
  )
}

function Deadlines({ deadlines: { open, late } }: Pick<JobsAnswer, 'deadlines'>) {
  return (
    <Panel title="到期事项" note={`待到期 ${number(open)} 项，其中过时未办或出错 ${late.length} 项`}>
      {late.length > 0 && (
        <Table
          size="small"
          rowKey="id"
          pagination={false}
          scroll={{ x: 'max-content', y: 320 }}
          dataSource={[...late]}
          columns={[
            { title: '种类', render: (_, { kind }) => <span className="mono">{kind}</span> },
            { title: '对象', render: (_, { subject }) => <span className="mono">{subject}</span> },
            { title: '应于', render: (_, { dueAt }) => instant(dueAt) },
            { title: '失败次数', align: 'right', render: (_, { attempts }) => attempts },
            { title: '原因', render: (_, { detail }) => detail || '没有执行者处理' },
          ]}
        />
      )}
    </Panel>
  )
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
