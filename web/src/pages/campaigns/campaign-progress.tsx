/** Live progress: rounds, the crawls under way with their rate, and what is left. */
import { Link } from '@tanstack/react-router'
import { Alert, Progress as Bar, Tag } from 'antd'
import type { CampaignDetailAnswer } from '../../../../src/http/routes/campaigns.ts'
import { Panel } from '../../shell/page.tsx'
import { number } from '../../zh.ts'
import type { Progress } from './use-progress.ts'
import { inspectionStates, roundName } from './words.ts'

interface CampaignProgressProps {
  readonly campaign: CampaignDetailAnswer
  readonly progress: Progress
}

const crawlStates = {
  running: { word: '正在检查', colour: 'processing' },
  paused: { word: '已暂停', colour: 'default' },
  interrupted: { word: '等待接手', colour: 'warning' },
} as const

export function CampaignProgress({ campaign, progress: { event, broken, perSecond } }: CampaignProgressProps) {
  if (event === null || event.total === 0) return null
  const left = event.total - event.done - event.paused
  const words = [
    `完成 ${number(event.done)} / ${number(event.total)}`,
    ...(event.paused > 0 ? [`已暂停 ${number(event.paused)}`] : []),
    ...(perSecond !== null && left > 0
      ? [`每分钟 ${(perSecond * 60).toFixed(0)} 次，约剩 ${duration(left / perSecond)}`]
      : []),
  ].join(' · ')
  return (
    <Panel title="检查进度" note={words}>
      {broken && <Alert type="warning" showIcon title="与服务器的连接中断，正在重新连接；检查不受影响" />}
      <div className="rounds">
        {campaign.rounds.map(({ key }) => {
          const states = event.rounds.find(({ round }) => round === key)?.states ?? {}
          const total = Object.values(states).reduce((sum, count) => sum + count, 0)
          const done = (states['judged'] ?? 0) + (states['cancelled'] ?? 0)
          if (total === 0) return null
          return (
            <div key={key} className="round">
              <Link to="/campaigns/$id/results" params={{ id: campaign.id }} search={{ round: key } as never}>
                {roundName(key)}
              </Link>
              <Bar
                percent={Math.floor((done / total) * 100)}
                status={done < total ? 'active' : 'success'}
                size="small"
                aria-label={`${roundName(key)}进度`}
              />
              <span className="muted number">
                {Object.entries(states)
                  .map(([state, count]) => `${inspectionStates[state] ?? state} ${number(count)}`)
                  .join(' · ')}
              </span>
            </div>
          )
        })}
      </div>
      {event.crawls.length > 0 && (
        <div className="scroll-x" tabIndex={0} role="region" aria-label="正在检查的网站">
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">网站</th>
                <th scope="col">轮次</th>
                <th scope="col">状态</th>
                <th scope="col" className="right">
                  页面
                </th>
                <th scope="col" className="right">
                  速度
                </th>
                <th scope="col" className="right">
                  约剩
                </th>
              </tr>
            </thead>
            <tbody>
              {event.crawls.map((crawl) => (
                <tr key={crawl.inspectionId}>
                  <th scope="row">
                    <Link to="/inspections/$id" params={{ id: String(crawl.inspectionId) }}>
                      {crawl.targetName}
                    </Link>
                  </th>
                  <td>{roundName(crawl.round)}</td>
                  <td>
                    <Tag color={crawlStates[crawl.state].colour}>{crawlStates[crawl.state].word}</Tag>
                  </td>
                  <td className="right number">
                    {number(crawl.pagesDone)} / {number(crawl.pagesKnown)}
                  </td>
                  <td className="right number">
                    {crawl.pagesPerSecond === null ? '—' : `${crawl.pagesPerSecond.toFixed(1)} 页/秒`}
                  </td>
                  <td className="right number">
                    {crawl.remainingSeconds === null ? '—' : duration(crawl.remainingSeconds)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} 秒`
  if (seconds < 3600) return `${Math.round(seconds / 60)} 分钟`
  return `${(seconds / 3600).toFixed(1)} 小时`
}
