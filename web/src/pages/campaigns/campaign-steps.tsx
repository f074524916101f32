/** What can be done with a campaign now: freeze, draw, run, pause, go on, cancel. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Space } from 'antd'
import type { CampaignDetailAnswer } from '../../../../src/http/routes/campaigns.ts'
import { useMay } from '../../api/me.ts'
import { asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'
import { Panel } from '../../shell/page.tsx'
import type { Progress } from './use-progress.ts'

interface CampaignStepsProps {
  readonly campaign: CampaignDetailAnswer
  readonly state: string
  readonly progress: Progress
}

interface Step {
  readonly name: 'freeze' | 'draw' | 'run' | 'pause' | 'resume' | 'cancel'
  readonly label: string
  readonly possible: boolean
  /** Asked before what cannot be taken back. */
  readonly warning?: string
  readonly primary?: boolean
}

export function CampaignSteps({ campaign, state, progress }: CampaignStepsProps) {
  const may = useMay()
  const client = useQueryClient()
  const { message, modal } = App.useApp()
  const take = useMutation({
    mutationFn: (step: Step['name']) =>
      request<{ readonly words: string }>(`/api/campaigns/${encodeURIComponent(campaign.id)}/${step}`, {
        method: 'POST',
        body: {},
      }),
    onSuccess: ({ words }) => {
      void message.success(words)
      void client.invalidateQueries()
    },
    onError: (error) => {
      const { message: title, advice } = asProblem(error)
      modal.error({ title, content: advice })
    },
  })
  const { event } = progress
  const unfrozen = campaign.rounds.some(({ frozenAt }) => frozenAt === null)
  const undrawn = campaign.rounds.some(({ frozenAt, statement }) => frozenAt !== null && statement === null)
  const waiting = campaign.rounds.some(({ inspections }) => (inspections['waiting'] ?? 0) > 0)
  const open = event !== null && event.done + event.paused < event.total
  const isOver = ['review', 'bulletinDraft', 'published'].includes(state)
  const manages = may('campaigns:manage')
  const runs = may('campaigns:run')
  const steps: Step[] = [
    {
      name: 'freeze',
      label: '冻结名录',
      possible: manages && unfrozen && !isOver,
      primary: true,
      warning: '冻结之后，名录的变化不再影响这次检查，不能撤销。',
    },
    {
      name: 'draw',
      label: '抽样',
      possible: manages && undrawn && !isOver,
      primary: true,
      warning: '按立项时的方案和随机种子抽样，每轮只抽一次。',
    },
    {
      name: 'run',
      // Under way, what waits is in the queue already; a round that was drawn since is not.
      label: state === 'collecting' ? '启动等待中的检查' : '开始检查',
      possible: runs && waiting && !isOver,
      primary: state !== 'collecting',
    },
    { name: 'pause', label: '暂停', possible: runs && state === 'collecting' && open },
    {
      name: 'resume',
      label: '继续',
      possible: runs && state === 'collecting' && (event?.paused ?? 0) > 0,
      primary: true,
    },
    {
      name: 'cancel',
      label: '取消未完成的检查',
      possible: runs && state === 'collecting' && event !== null && event.done < event.total,
      warning: '未完成的检查就此结束，证据记为“检查已取消”，不能恢复。',
    },
  ]
  const possible = steps.filter((step) => step.possible)
  if (possible.length === 0) return null
  const ask = ({ name, label, warning }: Step) => {
    if (warning === undefined) return take.mutate(name)
    modal.confirm({
      title: `${label}？`,
      content: warning,
      okText: label,
      okButtonProps: { danger: name === 'cancel' },
      onOk: () => take.mutateAsync(name).catch(() => undefined),
    })
  }
  return (
    <Panel title="下一步">
      <Space wrap>
        {possible.map((step) => (
          <Button
            key={step.name}
            type={step.primary === true ? 'primary' : 'default'}
            danger={step.name === 'cancel'}
            loading={take.isPending && take.variables === step.name}
            onClick={() => ask(step)}
          >
            {step.label}
          </Button>
        ))}
      </Space>
    </Panel>
  )
}
