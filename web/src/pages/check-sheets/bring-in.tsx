/** 导入检查表: a sheet that was filled elsewhere is looked at whole, then recorded whole, as the decisions of whoever brings it. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Modal } from 'antd'
import { useState } from 'react'
import type { FilledSheet } from '../../../../src/http/routes/check-sheets.ts'
import { request } from '../../api/request.ts'
import { FileButton } from '../../shell/file-button.tsx'
import { ProblemNote } from '../../shell/problem-note.tsx'
import { LoadingState } from '../../shell/states.tsx'
import { number } from '../../zh.ts'

export function BringIn({ campaign }: { readonly campaign: string }) {
  const [file, setFile] = useState<File | null>(null)
  const { message } = App.useApp()
  const client = useQueryClient()
  const send = (given: File, preview: boolean) =>
    request<FilledSheet>(`/api/campaigns/${encodeURIComponent(campaign)}/check-sheet`, {
      method: 'POST',
      query: { name: given.name, preview: preview || undefined },
      body: given,
    })
  const look = useMutation({ mutationFn: (given: File) => send(given, true) })
  const record = useMutation({
    mutationFn: (given: File) => send(given, false),
    onSuccess: ({ added }) => {
      void message.success(`已记录 ${number(added)} 条结论`)
      setFile(null)
      return client.invalidateQueries()
    },
  })
  const found = look.data
  return (
    <>
      <FileButton
        label="导入填好的检查表"
        accept=".xlsx,.csv"
        onFiles={([chosen]) => {
          if (chosen === undefined) return
          setFile(chosen)
          record.reset()
          look.mutate(chosen)
        }}
      />
      <Modal
        open={file !== null}
        title="导入检查表"
        okText={found ? `记录这 ${number(found.added)} 条结论` : '记录'}
        okButtonProps={{ disabled: found === undefined || found.added === 0 }}
        confirmLoading={record.isPending}
        onOk={() => file && record.mutate(file)}
        onCancel={() => setFile(null)}
      >
        <p className="mono">{file?.name}</p>
        {look.isPending && <LoadingState rows={2} />}
        <ProblemNote error={look.error ?? record.error} />
        {found && (
          <>
            <p className="number">
              新的结论 {number(found.added)} 条
              {found.kinds.length > 0 &&
                `（全表：${found.kinds.map(({ kind, count }) => `${kind} ${number(count)}`).join('，')}）`}
              {found.repeated > 0 && `，已经记录过的 ${number(found.repeated)} 条不再记录`}
            </p>
            <p className="muted">
              {found.added + found.repeated === 0
                ? '表中没有填写结论：在“结论”一栏选择通过、不通过或存疑后再导入。'
                : '以您的姓名和角色记录；有一行不正确就一行也不写入。截图请在页面上逐项补交。'}
            </p>
          </>
        )}
      </Modal>
    </>
  )
}
