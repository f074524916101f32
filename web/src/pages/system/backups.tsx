/** 备份: the last one, beginning one, and how to bring one back. */
import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Popconfirm, Space, Statistic, Tag } from 'antd'
import type { BackupAnswer, BackupPageAnswer } from '../../../../src/http/routes/backups.ts'
import { useMay } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { useAct } from '../../api/use-act.ts'
import { bytes } from '../../bytes.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { QueryTable, type QueryColumn } from '../../table/query-table.tsx'
import { instant, number, zh } from '../../zh.ts'

const path = '/api/backups'
/** A backup older than this deserves a word. */
const oldHours = 7 * 24

const states: Readonly<Record<BackupAnswer['state'], readonly [string, string]>> = {
  running: ['进行中', 'blue'],
  done: ['已完成', 'green'],
  failed: ['失败', 'red'],
  brokenOff: ['中断', 'orange'],
}

const count = (value: number | null) => (value === null ? zh.unknown : number(value))
const columns: readonly QueryColumn<BackupAnswer>[] = [
  { key: 'startedAt', title: '开始', render: ({ startedAt }) => instant(startedAt) },
  {
    key: 'state',
    title: '结果',
    render: ({ state, fault, removedAt }) => (
      <>
        <Tag color={states[state][1]}>{states[state][0]}</Tag>
        {fault !== '' && <span className="bad">{fault}</span>}
        {state === 'brokenOff' && <span className="muted">程序在备份途中停止</span>}
        {removedAt !== null && <Tag>已清理</Tag>}
      </>
    ),
  },
  { key: 'endedAt', title: '结束', render: ({ endedAt }) => instant(endedAt) },
  { key: 'bytes', title: '大小', align: 'right', render: (row) => bytes(row.bytes) },
  { key: 'rows', title: '行', align: 'right', render: ({ rowCount }) => count(rowCount) },
  { key: 'archives', title: '网页存档', align: 'right', render: ({ archiveCount }) => count(archiveCount) },
  {
    key: 'startedBy',
    title: '由',
    render: ({ startedBy, scheduledFor }) => (scheduledFor === null ? startedBy : `${startedBy}（${scheduledFor}）`),
  },
  { key: 'folder', title: '文件夹', render: ({ folder }) => <span className="mono">{folder}</span> },
]

export default function Backups() {
  const may = useMay()
  const first = useQuery({
    queryKey: [path, 'state'],
    queryFn: ({ signal }) => request<BackupPageAnswer>(path, { query: { size: 10 }, signal }),
    refetchInterval: 3_000,
  })
  const start = useAct(() => request(path, { method: 'POST' }), { done: '备份已开始', refresh: [path] })
  return (
    <Page
      title="备份"
      actions={
        may('system:manage') && (
          <Popconfirm
            title="现在开始备份？"
            description="程序照常运行；数据库取同一时刻的内容，网页存档随后复制。"
            okText="开始"
            cancelText={zh.cancel}
            onConfirm={() => start.mutate(undefined)}
          >
            <Button type="primary" loading={start.isPending} disabled={first.data?.items[0]?.state === 'running'}>
              开始备份
            </Button>
          </Popconfirm>
        )
      }
    >
      <Loaded of={first} rows={2}>
        {({ lastWholeAt, hoursSince, items, folder, freeBytes, daily }) => (
          <Panel title="现在的情况">
            {hoursSince === null ? (
              <Alert type="error" showIcon title="还没有一次完好的备份" style={{ marginBottom: 12 }} />
            ) : (
              hoursSince > oldHours && (
                <Alert
                  type="warning"
                  showIcon
                  title={`最近一次完好的备份已过去 ${Math.floor(hoursSince / 24)} 天`}
                  style={{ marginBottom: 12 }}
                />
              )
            )}
            <Space size={32} wrap>
              <Statistic title="最近一次完好的备份" value={instant(lastWholeAt)} />
              <Statistic
                title="正在备份"
                value={items[0]?.state === 'running' ? `自 ${instant(items[0].startedAt)}` : '没有'}
              />
              <Statistic title="下一次定时备份" value={daily === null ? '没有设定' : instant(daily.nextAt)} />
              <Statistic title="剩余空间" value={bytes(freeBytes)} />
            </Space>
            <p className="muted">
              {daily === null ? (
                <>
                  没有设定每日备份：在服务器的 <span className="mono">config.json</span> 中写{' '}
                  <code className="mono">{'"backup": { "dailyAt": "02:30", "keep": 7 }'}</code>
                  ，重新启动后由执行者每天自动备份。
                </>
              ) : (
                `每天 ${daily.at} 自动备份，失败后每半小时再试，最多三次；保留最近 ${daily.keep} 份完好的，更早的自动清理。人工备份不清理。`
              )}
            </p>
            <p className="muted">
              新的备份写到服务器的 <span className="mono">{folder}</span>
              。请定期复制到另一台机器或介质；与本机同时损坏的备份没有用处。
            </p>
          </Panel>
        )}
      </Loaded>
      <QueryTable<BackupAnswer>
        name="backups"
        path={path}
        columns={columns}
        rowKey={({ id }) => id}
        refreshMs={3_000}
        empty={{ title: '还没有备份', advice: '点“开始备份”，或设定每日备份' }}
      />
      <Panel title="怎样恢复">
        <ol className="steps">
          <li>在（新的）服务器上装好同一版本的程序，停止正在运行的 mingcha serve 和 mingcha worker。</li>
          <li>
            运行 <code className="mono">mingcha restore 备份文件夹</code>
            ：先核对每个文件的摘要，全部无误才写入；数据库不为空时须加 <code className="mono">--force</code>。
          </li>
          <li>
            恢复密钥文件 <code className="mono">credentials.key</code>（不在备份中，另行保管）和{' '}
            <code className="mono">config.json</code>，再启动程序。
          </li>
          <li>运行中的检查不在备份的队列里：在“任务和执行者”一页把卡住的检查放回队列。</li>
        </ol>
      </Panel>
    </Page>
  )
}
