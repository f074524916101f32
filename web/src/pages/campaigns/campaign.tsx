/** One campaign: its rounds with what can be done next, live progress, and the way to its results. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Alert, Button, Descriptions, Tag } from 'antd'
import { useEffect, useRef } from 'react'
import type { CampaignDetailAnswer } from '../../../../src/http/routes/campaigns.ts'
import { useMay } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { instant } from '../../zh.ts'
import { CampaignProgress } from './campaign-progress.tsx'
import { CampaignSteps } from './campaign-steps.tsx'
import { useProgress } from './use-progress.ts'
import { campaignStates, quarterName, roundName } from './words.ts'

export default function Campaign() {
  const { id } = useParams({ strict: false }) as { id: string }
  const client = useQueryClient()
  const may = useMay()
  const path = `/api/campaigns/${encodeURIComponent(id)}`
  const campaign = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => request<CampaignDetailAnswer>(path, { signal }),
  })
  const progress = useProgress(id)
  const state = progress.event?.state ?? campaign.data?.state
  // The state moves on by itself when the last inspection ends.
  const shown = useRef(state)
  useEffect(() => {
    if (shown.current !== undefined && shown.current !== state) void client.invalidateQueries({ queryKey: [path] })
    shown.current = state
  }, [client, path, state])
  const links = (
    <>
      {may('findings:read') && (
        <>
          <Link to="/campaigns/$id/results" params={{ id }}>
            <Button tabIndex={-1}>检查结果</Button>
          </Link>
          <Link to="/campaigns/$id/comparison" params={{ id }}>
            <Button tabIndex={-1}>与上次比较</Button>
          </Link>
        </>
      )}
      {may('review:read') && (
        <Link to="/review" search={{ campaign: id } as never}>
          <Button tabIndex={-1} type={state === 'review' ? 'primary' : 'default'}>
            复核
          </Button>
        </Link>
      )}
      {may('bulletins:read') && (
        <Link to="/campaigns/$id/bulletin" params={{ id }}>
          <Button tabIndex={-1}>通报</Button>
        </Link>
      )}
      {may('rectification:read') && (
        <Link to="/campaigns/$id/life" params={{ id }}>
          <Button tabIndex={-1}>整改全过程</Button>
        </Link>
      )}
    </>
  )
  return (
    <Page
      title={`${quarterName(id)}检查`}
      note={state !== undefined && <Tag color="blue">{campaignStates[state] ?? state}</Tag>}
      actions={links}
    >
      <Loaded of={campaign}>
        {(found) => (
          <>
            {found.demonstration && (
              <Alert
                type="warning"
                showIcon
                title="演示数据：来自模拟城市，不代表真实检查结果"
                style={{ marginBottom: 16 }}
              />
            )}
            <CampaignSteps campaign={found} state={state ?? found.state} progress={progress} />
            <CampaignProgress campaign={found} progress={progress} />
            <Panel title="立项内容">
              <Descriptions size="small" column={{ xs: 1, md: 2 }}>
                <Descriptions.Item label="检查编号">{found.id}</Descriptions.Item>
                <Descriptions.Item label="监测时间点">{found.monitorPoint}</Descriptions.Item>
                <Descriptions.Item label="检查口径">
                  {may('rules:read') ? (
                    <Link to="/rules" search={{ rules: found.ruleSet } as never}>
                      {rulesName(found)}
                    </Link>
                  ) : (
                    rulesName(found)
                  )}
                </Descriptions.Item>
                <Descriptions.Item label="发文机关">{found.issuer}</Descriptions.Item>
                <Descriptions.Item label="立项">
                  {found.openedBy} {instant(found.openedAt)}
                </Descriptions.Item>
                <Descriptions.Item label="随机种子">
                  <span className="mono">{found.seed}</span>
                </Descriptions.Item>
                <Descriptions.Item label="账号抽样方案" span="filled">
                  {found.strata.map(({ label }) => label).join('；')}
                </Descriptions.Item>
              </Descriptions>
              <table className="plain-table">
                <caption className="hidden">轮次</caption>
                <thead>
                  <tr>
                    <th scope="col">轮次</th>
                    <th scope="col">监测时间点</th>
                    <th scope="col">名录冻结于</th>
                    <th scope="col">抽样方法</th>
                  </tr>
                </thead>
                <tbody>
                  {found.rounds.map((round) => (
                    <tr key={round.key}>
                      <th scope="row" className="nowrap">
                        {roundName(round.key)}
                      </th>
                      <td className="number nowrap">{round.monitorPoint}</td>
                      <td className="number nowrap">{round.frozenAt === null ? '未冻结' : instant(round.frozenAt)}</td>
                      <td>{round.statement ?? '未抽样'}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
  )
}

const rulesName = ({ ruleSetName, ruleSetVersion }: CampaignDetailAnswer) => `${ruleSetName} 第 ${ruleSetVersion} 版`
