/** Choosing a unit of one's scope by name, short name or code; its value is the code. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useEffect, useState } from 'react'
import type { UnitChoiceAnswer, UnitChoicesAnswer } from '../../../src/http/routes/unit-choices.ts'
import { asProblem } from '../api/problem.ts'
import { request, type Query } from '../api/request.ts'
import { zh } from '../zh.ts'
import './unit-picker.css'

interface PickerProps {
  readonly label: string
  readonly placeholder?: string
  readonly className?: string
  /** Given by `Form.Item`. */
  readonly id?: string
}

interface UnitPickerProps extends PickerProps {
  readonly value?: string | null | undefined
  readonly onChange?: (code: string | undefined) => void
}

/** One unit or none. */
export function UnitPicker({ value, onChange, ...props }: UnitPickerProps) {
  const choices = useChoices(value ? [value] : [])
  return (
    <Select<string, Option>
      {...common(props, choices)}
      allowClear
      value={value || null}
      onChange={(code: string | undefined) => onChange?.(code)}
    />
  )
}

interface UnitsPickerProps extends PickerProps {
  readonly value?: readonly string[]
  readonly onChange?: (codes: string[]) => void
}

/** Any number of units. */
export function UnitsPicker({ value = [], onChange, ...props }: UnitsPickerProps) {
  const choices = useChoices(value)
  return (
    <Select<string[], Option>
      {...common(props, choices)}
      mode="multiple"
      value={[...value]}
      onChange={(codes) => onChange?.(codes)}
    />
  )
}

type Option = UnitChoiceAnswer & { readonly value: string; readonly label: string; readonly title: string }

function common({ label, placeholder, className, id }: PickerProps, choices: ReturnType<typeof useChoices>) {
  return {
    ...(id === undefined ? {} : { id }),
    ...(className === undefined ? {} : { className }),
    'aria-label': label,
    placeholder: placeholder ?? '名称、简称或代码',
    showSearch: { filterOption: false, searchValue: choices.search, onSearch: choices.setSearch },
    options: choices.options,
    optionRender: ({ data }: { readonly data: Option }) => (
      <>
        <div className="unit-name">{data.name}</div>
        <div className="unit-more">{[data.code, data.parentName].filter(Boolean).join(' · ')}</div>
      </>
    ),
    notFoundContent: choices.words,
    onOpenChange: choices.setOpen,
    popupMatchSelectWidth: 300,
    popupRender: (menu: React.ReactElement) => (
      <>
        {menu}
        {choices.more && <p className="unit-hint muted">还有更多单位，请输入名称、简称或代码查找</p>}
      </>
    ),
  }
}

/** What is found for what has been typed, and the names of what is chosen. */
function useChoices(chosen: readonly string[]) {
  const [open, setOpen] = useState(false)
  const [search, setSearch] = useState('')
  const typed = useSettled(search)
  const found = useUnits({ search: typed }, open)
  const named = useUnits({ code: chosen.toSorted() }, chosen.length > 0)
  const shown = found.data?.units ?? []
  const names = new Map([...shown, ...(named.data?.units ?? [])].map((unit) => [unit.code, unit.name]))
  const options: Option[] = shown.map((unit) => optionOf(unit))
  // A chosen unit needs its name even when it is not among those found.
  for (const code of chosen) {
    const isShown = shown.some((unit) => unit.code === code)
    if (!isShown && (search === '' || !open)) {
      options.push(optionOf({ code, name: names.get(code) ?? code, shortName: '', parentName: null }))
    }
  }
  const words = found.isError ? asProblem(found.error).message : found.isFetching ? zh.loading : '没有符合的单位'
  return { options, search, setSearch, setOpen, words, more: found.data?.more === true }
}

const optionOf = (unit: UnitChoiceAnswer): Option => ({
  ...unit,
  value: unit.code,
  label: unit.name,
  title: `${unit.name}（${unit.code}）`,
})

function useUnits(query: Query, enabled: boolean) {
  return useQuery({
    queryKey: ['/api/unit-choices', query],
    queryFn: ({ signal }) => request<UnitChoicesAnswer>('/api/unit-choices', { query, signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    enabled,
  })
}

const typingPauseMs = 150

/** The text when nobody has typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), typingPauseMs)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
