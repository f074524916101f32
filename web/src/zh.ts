/** The words of the console that more than one page uses. A page's own words stand in the page. */
export const zh = {
  product: '明察',
  motto: '政府网站与政务新媒体检查',
  search: '搜索',
  reset: '重置',
  export: '导出',
  save: '保存',
  cancel: '取消',
  confirm: '确定',
  close: '关闭',
  retry: '重试',
  details: '详情',
  loading: '正在读取…',
  empty: '没有符合条件的记录',
  unknown: '—',
  total: (count: number) => `共 ${number(count)} 条`,
} as const

export const outcomeNames: Readonly<Record<string, string>> = {
  passed: '通过',
  failed: '未通过',
  inapplicable: '不适用',
  cantTell: '无法判断',
  untested: '待人工检查',
}
export const verdictNames: Readonly<Record<string, string>> = {
  qualified: '合格',
  unqualified: '不合格',
  undecided: '未定',
}

const numbers = new Intl.NumberFormat('zh-CN')
/** `12345` → `12,345`. */
export const number = (value: number): string => numbers.format(value)

/** A rate as bulletins print it: `95.57 %`; both counts stay beside it where it is shown. */
export const percent = (part: number, whole: number): string =>
  whole === 0 ? zh.unknown : `${((part / whole) * 100).toFixed(2)}%`

const beijing = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' })
/** An instant as officials read it: Beijing time, `2025-08-14 09:30`. */
export const instant = (value: string | null | undefined): string =>
  value === null || value === undefined ? zh.unknown : beijing.format(new Date(value))

const beijingDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' })
/** Today in Beijing, `2025-08-14`. */
export const today = (): string => beijingDay.format(new Date())
