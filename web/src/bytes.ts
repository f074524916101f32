const units = ['字节', 'KB', 'MB', 'GB', 'TB'] as const

/** `1536` → `1.5 KB`. */
export function bytes(value: number | null | undefined): string {
  if (value === null || value === undefined) return '—'
  const power = value < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(value) / Math.log(1024)))
  return `${(value / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]!}`
}
