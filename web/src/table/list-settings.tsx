/** Column settings and saved views of a list. */
import { Button, Checkbox, Dropdown, Input, Popover, Space } from 'antd'
import { useState } from 'react'
import type { Search } from '../search.ts'
import { zh } from '../zh.ts'
import { useStored } from './stored.ts'

interface ColumnSettingsProps {
  readonly columns: readonly { readonly key: string; readonly title: string }[]
  readonly hidden: readonly string[]
  readonly setHidden: (hidden: readonly string[]) => void
}

export function ColumnSettings({ columns, hidden, setHidden }: ColumnSettingsProps) {
  const boxes = (
    <Space orientation="vertical" size={2}>
      {columns.map(({ key, title }) => (
        <Checkbox
          key={key}
          checked={!hidden.includes(key)}
          onChange={({ target }) =>
            setHidden(target.checked ? hidden.filter((entry) => entry !== key) : [...hidden, key])
          }
        >
          {title}
        </Checkbox>
      ))}
      <Button size="small" type="link" onClick={() => setHidden([])}>
        全部显示
      </Button>
    </Space>
  )
  return (
    <Popover trigger="click" placement="bottomRight" content={boxes}>
      <Button>列设置</Button>
    </Popover>
  )
}

interface SavedViewsProps {
  readonly name: string
  readonly search: Search
  readonly replaceAll: (search: Search) => void
}

interface View {
  readonly name: string
  readonly search: Search
}

/** 常用视图: the filters of a list under a name, kept in this browser. */
export function SavedViews({ name, search, replaceAll }: SavedViewsProps) {
  const [views, setViews] = useStored<readonly View[]>(`mingcha.views.${name}`, [])
  const [naming, setNaming] = useState(false)
  const [text, setText] = useState('')
  const keep = () => {
    const title = text.trim()
    if (title === '') return
    const { page: _page, open: _open, ...filters } = search
    setViews([...views.filter((view) => view.name !== title), { name: title, search: filters }])
    setNaming(false)
    setText('')
  }
  const items = [
    ...views.map((view, index) => ({
      key: String(index),
      label: view.name,
      onClick: () => replaceAll(view.search),
    })),
    ...(views.length > 0 ? [{ type: 'divider' as const }] : []),
    { key: 'keep', label: '把当前条件存为视图…', onClick: () => setNaming(true) },
    ...(views.length > 0
      ? [
          {
            key: 'drop',
            label: '删除视图',
            children: views.map((view, index) => ({
              key: `drop-${index}`,
              label: view.name,
              onClick: () => setViews(views.filter((_, at) => at !== index)),
            })),
          },
        ]
      : []),
  ]
  if (naming) {
    return (
      <Space.Compact>
        <Input
          autoFocus
          aria-label="视图名称"
          placeholder="视图名称"
          maxLength={30}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onPressEnter={keep}
        />
        <Button type="primary" onClick={keep}>
          {zh.save}
        </Button>
        <Button onClick={() => setNaming(false)}>{zh.cancel}</Button>
      </Space.Compact>
    )
  }
  return (
    <Dropdown trigger={['click']} menu={{ items }}>
      <Button>常用视图{views.length > 0 ? `（${views.length}）` : ''}</Button>
    </Dropdown>
  )
}
