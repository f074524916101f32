/** The filters above a list: choices act at once, texts with 回车 or 搜索. */
import { Button, DatePicker, Input, Select } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { Search } from '../search.ts'
import { UnitPicker } from '../units/unit-picker.tsx'
import { zh } from '../zh.ts'
import { listOf, textOf } from './use-list-search.ts'

export type Filter =
  | { readonly name: string; readonly label: string; readonly type: 'text'; readonly placeholder?: string }
  | {
      readonly name: string
      readonly label: string
      readonly type: 'choice' | 'choices'
      readonly options: readonly { readonly value: string; readonly label: string }[]
      readonly placeholder?: string
    }
  | { readonly name: string; readonly label: string; readonly type: 'day' }
  | { readonly name: string; readonly label: string; readonly type: 'unit'; readonly placeholder?: string }

interface FilterBarProps {
  readonly filters: readonly Filter[]
  readonly search: Search
  readonly change: (changes: Search) => void
}

export function FilterBar({ filters, search, change }: FilterBarProps) {
  // What is being typed; the address has the rest.
  const [typed, setTyped] = useState<Record<string, string>>({})
  const apply = () => {
    change(Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, text.trim() || undefined])))
    setTyped({})
  }
  const field = (filter: Filter) => {
    const value = search[filter.name]
    if (filter.type === 'text') {
      return (
        <Input
          className="field"
          allowClear
          value={typed[filter.name] ?? textOf(value)}
          placeholder={filter.placeholder}
          onChange={(event) => setTyped({ ...typed, [filter.name]: event.target.value })}
          onPressEnter={apply}
          onClear={() => {
            setTyped({})
            change({ [filter.name]: undefined })
          }}
        />
      )
    }
    if (filter.type === 'day') {
      const day = textOf(value)
      return (
        <DatePicker
          className="field"
          value={day === '' ? null : dayjs(day)}
          onChange={(next) => change({ [filter.name]: next === null ? undefined : dayjs(next).format('YYYY-MM-DD') })}
        />
      )
    }
    if (filter.type === 'unit') {
      return (
        <UnitPicker
          className="field"
          label={filter.label}
          placeholder={filter.placeholder ?? '全部（含下级）'}
          value={textOf(value)}
          onChange={(code) => change({ [filter.name]: code })}
        />
      )
    }
    const several = filter.type === 'choices'
    return (
      <Select
        className="field"
        allowClear
        aria-label={filter.label}
        {...(several ? { mode: 'multiple' as const, maxTagCount: 1 } : {})}
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={filter.placeholder ?? '全部'}
        value={several ? listOf(value) : textOf(value) || null}
        options={[...filter.options]}
        onChange={(next: string | string[] | null) => change({ [filter.name]: next ?? undefined })}
      />
    )
  }
  const dirty = Object.keys(typed).length > 0
  return (
    <search className="filters">
      {filters.map((filter) => (
        <label key={filter.name}>
          <span>{filter.label}</span>
          {field(filter)}
        </label>
      ))}
      <span className="nowrap">
        <Button type={dirty ? 'primary' : 'default'} onClick={apply}>
          {zh.search}
        </Button>
        <Button
          type="text"
          onClick={() => {
            setTyped({})
            change(Object.fromEntries(filters.map(({ name }) => [name, undefined])))
          }}
        >
          {zh.reset}
        </Button>
      </span>
    </search>
  )
}
