/** 双盲复核: how large a share two persons review without seeing each other's conclusion, and how often they agreed. */
import { useQuery } from '@tanstack/react-query'
import { Button, Descriptions, InputNumber, Modal, Space } from 'antd'
import { useState } from 'react'
import type { AgreementAnswer } from '../../../../src/http/routes/review.ts'
import { useMay, useMe } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { useAct } from '../../api/use-act.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { number, percent, zh } from '../../zh.ts'

export function BlindShareButton({ campaign }: { readonly campaign: string }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>双盲复核</Button>
      <Modal title="双盲复核" open={open} footer={null} onCancel={() => setOpen(false)} destroyOnHidden>
        <BlindShare campaign={campaign} />
      </Modal>
    </>
  )
}

function BlindShare({ campaign }: { readonly campaign: string }) {
  const path = `/api/campaigns/${encodeURIComponent(campaign)}/agreement`
  const share = useQuery({ queryKey: [path], queryFn: ({ signal }) => request<AgreementAnswer>(path, { signal }) })
  const everywhere = useMe().data?.scope.allUnits === true
  const maySet = useMay()('campaigns:manage') && everywhere
  return (
    <Loaded of={share} rows={3}>
      {({ blindPercent, items, agreed }) => (
        <>
          <p>
            机器判为未通过的条款，按摘要抽出一部分，由两人各自复核；两人都提交之前，谁也看不到对方的结论。抽到哪些由任务的种子决定，可以重新推算。
          </p>
          <Descriptions
            size="small"
            bordered
            column={1}
            items={[
              { key: 'share', label: '双盲比例', children: `${blindPercent}%` },
              { key: 'items', label: '已由两人复核', children: `${number(items)} 条` },
              {
                key: 'agreed',
                label: '结论一致',
                children: items === 0 ? zh.unknown : `${number(agreed)} 条，${percent(agreed, items)}`,
              },
            ]}
          />
          {maySet && <SetShare key={blindPercent} campaign={campaign} now={blindPercent} refresh={path} />}
        </>
      )}
    </Loaded>
  )
}

interface SetShareProps {
  readonly campaign: string
  readonly now: number
  readonly refresh: string
}

function SetShare({ campaign, now, refresh }: SetShareProps) {
  const [wanted, setWanted] = useState(now)
  const set = useAct(
    (share: number) =>
      request(`/api/campaigns/${encodeURIComponent(campaign)}/blind-share`, {
        method: 'PUT',
        body: { percent: share },
      }),
    { done: '已设定双盲比例', refresh: [refresh, `/api/campaigns/${campaign}/review`] },
  )
  return (
    <>
      <Space wrap style={{ marginTop: 16 }}>
        <label>
          新的比例{' '}
          <InputNumber
            min={0}
            max={100}
            precision={0}
            suffix="%"
            value={wanted}
            onChange={(next) => setWanted(next ?? 0)}
          />
        </label>
        <Button type="primary" disabled={wanted === now} loading={set.isPending} onClick={() => set.mutate(wanted)}>
          设定
        </Button>
      </Space>
      <p className="muted">改动只影响还没有结论的条款，此前双盲复核的仍计入一致率；设定记入审计日志。</p>
    </>
  )
}
