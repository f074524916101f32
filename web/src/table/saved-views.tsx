/** 常用视图: the filters of a list under a name, kept by the server for each person; some are shared with everybody. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Dropdown, Input, Modal, Space, type MenuProps } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { SavedViewAnswer } from '../../../src/http/routes/saved-views.ts'
import { useMay } from '../api/me.ts'
import { request } from '../api/request.ts'
import { useAct } from '../api/use-act.ts'
import type { Search } from '../search.ts'
import { zh } from '../zh.ts'
import { dropViewsOfBrowser, viewsOfBrowser } from './views-of-browser.ts'

const path = '/api/me/views'

interface SavedViewsProps {
  readonly name: string
  readonly search: Search
  readonly replaceAll: (search: Search) => void
}

export function SavedViews({ name: list, search, replaceAll }: SavedViewsProps) {
  const views = useViews(list)
  const [state, setState] = useState<'closed' | 'naming' | 'managing'>('closed')
  const close = () => setState('closed')
  const keep = useAct(
    (name: string) => request(path, { method: 'PUT', body: { list, name, search: filtersOf(search) } }),
    { refresh: [path], done: '视图已保存', onDone: close },
  )
  if (state === 'naming') return <NameField saving={keep.isPending} save={keep.mutate} cancel={close} />

  const known = views.data ?? []
  const [own, others] = [known.filter((view) => view.own), known.filter((view) => !view.own)]
  const shows = (view: SavedViewAnswer) => ({
    key: String(view.id),
    label: view.own && view.shared ? `${view.name}（已共享）` : view.name,
    onClick: () => replaceAll(view.search),
  })
  const items: MenuProps['items'] = [
    ...own.map(shows),
    ...(others.length > 0
      ? [{ key: 'others', type: 'group' as const, label: '共享的视图', children: others.map(shows) }]
      : []),
    ...(known.length > 0 ? [{ key: 'line', type: 'divider' as const }] : []),
    ...(views.isError ? [{ key: 'again', label: '没有读到视图，重试', onClick: () => void views.refetch() }] : []),
    { key: 'keep', label: '把当前条件存为视图…', onClick: () => setState('naming') },
    ...(known.length > 0 ? [{ key: 'manage', label: '管理视图…', onClick: () => setState('managing') }] : []),
  ]
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items }}>
        <Button>常用视图{known.length > 0 ? `（${known.length}）` : ''}</Button>
      </Dropdown>
      <ManageViews open={state === 'managing'} views={known} close={close} />
    </>
  )
}

interface ManageViewsProps {
  readonly open: boolean
  readonly views: readonly SavedViewAnswer[]
  readonly close: () => void
}

function ManageViews({ open, views, close }: ManageViewsProps) {
  const mayShare = useMay()('views:share')
  const drop = useAct((id: number) => request(`${path}/${id}`, { method: 'DELETE' }), { refresh: [path] })
  const share = useAct(
    ({ id, shared }: SavedViewAnswer) =>
      request(`/api/views/${id}/shared`, { method: 'PUT', body: { shared: !shared } }),
    { refresh: [path] },
  )
  return (
    <Modal open={open} title="常用视图" footer={null} onCancel={close} destroyOnHidden>
      {views.length === 0 && <p className="muted">没有视图。</p>}
      <ul className="view-list">
        {views.map((view) => (
          <li key={view.id} className="list-head">
            <span className="grow">
              {view.name} {view.shared && <span className="muted">{view.own ? '已共享' : `${view.savedBy} 共享`}</span>}
            </span>
            {mayShare && (view.own || view.shared) && (
              <Button
                size="small"
                loading={share.isPending && share.variables.id === view.id}
                aria-label={`${view.shared ? '停止共享' : '与全体共享'}：${view.name}`}
                onClick={() => share.mutate(view)}
              >
                {view.shared ? '停止共享' : '与全体共享'}
              </Button>
            )}
            {view.own && (
              <Button
                size="small"
                danger
                loading={drop.isPending && drop.variables === view.id}
                aria-label={`删除：${view.name}`}
                onClick={() => drop.mutate(view.id)}
              >
                删除
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Modal>
  )
}

interface NameFieldProps {
  readonly saving: boolean
  readonly save: (name: string) => void
  readonly cancel: () => void
}

function NameField({ saving, save, cancel }: NameFieldProps) {
  const [text, setText] = useState('')
  const name = text.trim()
  return (
    <Space.Compact>
      <Input
        autoFocus
        aria-label="视图名称"
        placeholder="视图名称"
        maxLength={30}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onPressEnter={() => name !== '' && save(name)}
        onKeyDown={({ key }) => key === 'Escape' && cancel()}
      />
      <Button type="primary" disabled={name === ''} loading={saving} onClick={() => save(name)}>
        {zh.save}
      </Button>
      <Button onClick={cancel}>{zh.cancel}</Button>
    </Space.Compact>
  )
}

/** The views of a list. What an earlier version kept in this browser moves to the server, unless its name is taken there. */
function useViews(list: string) {
  const client = useQueryClient()
  const views = useQuery({
    queryKey: [path, list],
    queryFn: ({ signal }) => request<SavedViewAnswer[]>(path, { query: { list }, signal }),
    staleTime: 60_000,
  })
  const moving = useRef(false)
  useEffect(() => {
    const kept = viewsOfBrowser(list)
    if (views.data === undefined || kept.length === 0 || moving.current) return
    moving.current = true
    const taken = new Set(views.data.filter(({ own }) => own).map(({ name }) => name))
    const move = async () => {
      for (const { name, search } of kept) {
        if (!taken.has(name)) await request(path, { method: 'PUT', body: { list, name, search } })
      }
      dropViewsOfBrowser(list)
      await client.invalidateQueries({ queryKey: [path, list] })
    }
    // What cannot be moved stays in the browser for the next time.
    void move().catch(() => undefined)
  }, [client, list, views.data])
  return views
}

/** What a view keeps of an address: filters and order, not the page or the opened row. */
function filtersOf({ page: _page, open: _open, ...filters }: Search): Search {
  return filters
}
