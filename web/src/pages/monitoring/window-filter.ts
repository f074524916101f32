/** The days that a list of availability is about, kept in the address as `days`; the server knows which days these are. */
export const windows = [
  { value: '7', label: '最近 7 天' },
  { value: '30', label: '最近 30 天' },
  { value: '90', label: '最近 90 天' },
  { value: '366', label: '最近一年' },
] as const
