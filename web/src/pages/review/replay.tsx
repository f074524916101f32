/** The archived pages of an inspection, shown on an origin of their own. */
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Drawer, Segmented, Select } from 'antd'
import { useEffect, useState } from 'react'
import type { ReplayAnswer } from '../../../../src/http/routes/archived-pages.ts'
import { asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'
import { LoadingState } from '../../shell/states.tsx'
import { instant } from '../../zh.ts'
import { isTyping } from './is-typing.ts'

export function ReplayButton({
  inspectionId,
  page,
}: {
  readonly inspectionId: number
  readonly page: string | undefined
}) {
  const [open, setOpen] = useState(false)
  const replay = useMutation({
    mutationFn: () => request<ReplayAnswer>(`/api/inspections/${inspectionId}/replay`, { method: 'POST', body: {} }),
  })
  const show = () => {
    setOpen(true)
    replay.mutate()
  }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (open || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return
      if (event.key.toLowerCase() === 'r') show()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })
  return (
    <>
      <Button aria-keyshortcuts="r" onClick={show}>
        回放存档 <kbd>R</kbd>
      </Button>
      <Drawer open={open} onClose={() => setOpen(false)} size="large" title="网页存档回放" destroyOnHidden>
        {replay.isError ? (
          <Alert
            type="error"
            showIcon
            title={asProblem(replay.error).message}
            description={asProblem(replay.error).advice}
          />
        ) : replay.data ? (
          <ReplayPages replay={replay.data} page={page} />
        ) : (
          <LoadingState />
        )}
      </Drawer>
    </>
  )
}

function ReplayPages({ replay, page }: { readonly replay: ReplayAnswer; readonly page: string | undefined }) {
  const [chosen, choose] = useState(() => replay.pages.find(({ url }) => url === page)?.url ?? replay.pages[0]?.url)
  const [mode, setMode] = useState<'page' | 'rendered'>('page')
  const shown = replay.pages.find(({ url }) => url === chosen)
  if (shown === undefined) return <Alert type="info" showIcon title="存档中没有网页" />
  const address = mode === 'rendered' && shown.rendered !== null ? shown.rendered : shown.address
  return (
    <div className="replay">
      <Select
        aria-label="存档中的网页"
        value={shown.url}
        showSearch={{ optionFilterProp: 'label' }}
        options={replay.pages.map(({ url, title }) => ({
          value: url,
          label: title === url ? url : `${title}　${url}`,
        }))}
        onChange={choose}
      />
      <p className="muted">
        采集于 {instant(shown.at)}；脚本、表单和对外请求不起作用；链接至 {instant(replay.until)} 有效
      </p>
      {shown.rendered !== null && (
        <Segmented
          size="small"
          value={mode}
          onChange={(next) => setMode(next as 'page' | 'rendered')}
          options={[
            { value: 'page', label: '服务器的应答' },
            { value: 'rendered', label: '脚本生成后' },
          ]}
        />
      )}
      {/* The pages come sandboxed from another origin; the frame forbids everything once more. */}
      <iframe key={address} src={address} sandbox="" referrerPolicy="no-referrer" title={`存档：${shown.title}`} />
    </div>
  )
}
