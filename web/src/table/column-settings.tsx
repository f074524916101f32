/** Which columns of a list are shown. */
import { Button, Checkbox, Popover, Space } from 'antd'

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
