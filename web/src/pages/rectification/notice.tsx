/** One 整改通知: how far it is, its problems, and more time. A unit that opens it has received it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { App, Button, DatePicker, Form, Input, Steps } from 'antd'
import dayjs from 'dayjs'
import { useEffect } from 'react'
import type { CaseRow } from '../../../../src/http/case-row.ts'
import type { NoticeAnswer } from '../../../../src/http/routes/notices.ts'
import { useMay } from '../../api/me.ts'
import { request } from '../../api/request.ts'
import { Loaded } from '../../shell/loaded.tsx'
import { Page, Panel } from '../../shell/page.tsx'
import { ProblemNote } from '../../shell/problem-note.tsx'
import { DaysLeft } from '../../shell/tag.tsx'
import { QueryTable } from '../../table/query-table.tsx'
import { instant } from '../../zh.ts'
import { caseColumns } from './cases.tsx'
import { History } from './history.tsx'
import { Decide } from './decide.tsx'
import { StateTag } from './state-tag.tsx'
import { extensionStates, noticeStates } from './words.ts'
import './rectification.css'

export default function Notice() {
  const { id } = useParams({ strict: false }) as { id: string }
  const path = `/api/notices/${id}`
  const client = useQueryClient()
  const notice = useQuery({ queryKey: [path], queryFn: ({ signal }) => request<NoticeAnswer>(path, { signal }) })
  const answers = useMay()('rectification:answer')
  const receive = useMutation({
    mutationFn: () => request(`${path}/read`, { method: 'POST', body: {} }),
    onSuccess: () => client.invalidateQueries({ queryKey: [path] }),
  })
  const unread = answers && notice.data?.readAt === null && notice.data.sentAt !== null
  useEffect(() => {
    if (unread && receive.isIdle) receive.mutate()
  }, [unread, receive])
  return (
    <Page
      title={notice.data ? `整改通知 ${notice.data.number}` : '整改通知'}
      note={notice.data && <StateTag of={noticeStates} state={notice.data.state} />}
      actions={
        <>
          <Button href={`${path}/documents/html`} target="_blank">
            查看通知
          </Button>
          <Button href={`${path}/documents/docx`} download>
            下载 docx
          </Button>
        </>
      }
    >
      <Loaded of={notice}>
        {(found) => (
          <>
            <Panel>
              <div className="facts">
                <span>单位：{found.unit.name}</span>
                <span>检查：{found.campaignId}</span>
                <span>
                  问题：{found.cases} 个（单项否决 {found.vetoes} 个），未办结 {found.open} 个
                </span>
                {found.dueOn && (
                  <span>
                    最近期限：{found.dueOn} <DaysLeft days={found.daysLeft} on={found.dueOn} />
                  </span>
                )}
              </div>
              <Steps
                size="small"
                current={['draft', 'sent', 'read', 'replied', 'closed'].indexOf(found.state)}
                items={[
                  { title: '起草', content: instant(found.draftedAt) },
                  { title: '发出', content: instant(found.sentAt) },
                  { title: '签收', content: found.readAt ? `${instant(found.readAt)} ${found.readBy ?? ''}` : '—' },
                  { title: '全部反馈', content: instant(found.repliedAt) },
                  { title: '办结', content: instant(found.closedAt) },
                ]}
              />
            </Panel>
            <QueryTable<CaseRow>
              name="notice-cases"
              path={`${path}/cases`}
              query={{ notice: id }}
              exportPath="/api/cases.xlsx"
              columns={caseColumns.filter(({ key }) => key !== 'notice' && key !== 'unit')}
              rowKey={({ id: caseId }) => caseId}
            />
            <Extensions notice={found} />
            <Panel title="经过">
              <History entries={found.history} />
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Extensions({ notice }: { readonly notice: NoticeAnswer }) {
  const may = useMay()
  const asks = may('rectification:answer') && notice.waiting > 0 && !notice.extensionAsked
  if (notice.extensions.length === 0 && !asks) return null
  return (
    <Panel title="延期">
      {notice.extensions.map((row) => (
        <div key={row.id} className="entry">
          <p>
            <StateTag of={extensionStates} state={row.state as keyof typeof extensionStates} /> {row.askedBy} 于{' '}
            {instant(row.askedAt)} 申请延至 {row.wantedOn}：{row.reason}
          </p>
          {row.decidedBy && (
            <p className="muted">
              {row.decidedBy} 于 {instant(row.decidedAt)}：{row.decisionReason}
            </p>
          )}
          {row.state === 'asked' && may('rectification:manage') && (
            <Decide
              path={`/api/extensions/${row.id}/decision`}
              yes={{ words: '同意延期', body: { granted: true } }}
              no={{ words: '不同意', body: { granted: false } }}
            />
          )}
        </div>
      ))}
      {asks && <AskExtension id={notice.id} />}
    </Panel>
  )
}

function AskExtension({ id }: { readonly id: number }) {
  const { message } = App.useApp()
  const client = useQueryClient()
  const ask = useMutation({
    mutationFn: ({ wantedOn, reason }: { wantedOn: dayjs.Dayjs; reason: string }) =>
      request(`/api/notices/${id}/extensions`, {
        method: 'POST',
        body: { wantedOn: wantedOn.format('YYYY-MM-DD'), reason },
      }),
    onSuccess: () => {
      void message.success('延期申请已提交')
      return client.invalidateQueries()
    },
  })
  return (
    <Form layout="vertical" onFinish={ask.mutate} className="narrow-form">
      <ProblemNote error={ask.error} />
      <Form.Item name="wantedOn" label="申请延至" rules={[{ required: true, message: '请选择日期' }]}>
        <DatePicker disabledDate={(day) => day.isBefore(dayjs(), 'day')} />
      </Form.Item>
      <Form.Item name="reason" label="理由" rules={[{ required: true, whitespace: true, message: '请写明理由' }]}>
        <Input.TextArea rows={2} maxLength={2000} />
      </Form.Item>
      <Button htmlType="submit" loading={ask.isPending}>
        申请延期
      </Button>
    </Form>
  )
}
