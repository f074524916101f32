/** 消息全文: a message that a channel had to cut short, whole. A unit that opens it has read it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Tag } from 'antd'
import { useEffect } from 'react'
import type { LetterAnswer } from '../../../../src/http/routes/letters.ts'
import { useMay } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { EmptyState } from '../../shell/states.tsx'
import { instant, zh } from '../../zh.ts'
import '../rectification/rectification.css'
import './my.css'

/** Where the work stands that messages are about, by the first word of their kind. */
const places: Readonly<Record<string, readonly [to: string, words: string]>> = {
  notice: ['/notices', '查看整改通知'],
  extension: ['/notices', '查看整改通知'],
  case: ['/cases', '查看整改事项'],
  appeal: ['/cases', '查看整改事项'],
  message: ['/messages', '查看找错留言'],
  warning: ['/warnings', '查看更新预警'],
  alert: ['/alerts', '查看告警'],
}

export default function Letter() {
  const { id } = useParams({ strict: false }) as { id: string }
  const path = `/api/delivery/letters/${encodeURIComponent(id)}`
  const client = useQueryClient()
  const letter = useQuery({ queryKey: [path], queryFn: ({ signal }) => request<LetterAnswer>(path, { signal }) })
  const ofTheUnit = useMay()('rectification:answer')
  const note = useMutation({
    mutationFn: () => request(`${path}/reading`, { method: 'POST', body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: [path] }),
  })
  const unread = ofTheUnit && letter.data?.readAt === null && letter.data.acceptedAt !== null
  useEffect(() => {
    if (unread && note.isIdle) note.mutate()
  }, [unread, note])
  return (
    <Page title={letter.data?.subject ?? `消息第 ${id} 号`}>
      <Loaded of={letter}>
        {({ unit, acceptedAt, readAt, readBy, items }) => (
          <>
            <Panel>
              <div className="facts">
                <span>发给：{unit ?? '主管部门'}</span>
                <span>送达：{instant(acceptedAt)}</span>
                <span>已读：{readAt === null ? zh.unknown : `${readBy}，${instant(readAt)}`}</span>
                <span>{zh.total(items.length)}</span>
              </div>
            </Panel>
            {items.length === 0 && <EmptyState title="这是一条测试消息">没有业务内容</EmptyState>}
            {items.map(({ id: item, kind, subject, text, severity, createdAt }) => {
              const place = places[kind.split('.')[0]!]
              return (
                <Panel
                  key={item}
                  title={subject}
                  note={instant(createdAt)}
                  actions={severity === 'severe' && <Tag color="orange">紧急</Tag>}
                >
                  <p className="letter-text">{text}</p>
                  {place && <Link to={place[0] as never}>{place[1]}</Link>}
                </Panel>
              )
            })}
          </>
        )}
      </Loaded>
    </Page>
  )
}
