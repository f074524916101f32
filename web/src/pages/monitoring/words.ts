/** What monitoring calls things. The types are the server's: a word that is missing does not compile. */
import type { AlertKind } from '../../../../src/monitoring/alerts.ts'
import type { AvailabilityStanding } from '../../../../src/monitoring/availability.ts'
import type { WarningState } from '../../../../src/monitoring/warning.ts'
import type { Tone } from '../../shell/tag.tsx'

export const standings: Readonly<Record<AvailabilityStanding, readonly [words: string, tone: Tone]>> = {
  ok: ['正常', 'good'],
  failing: ['达到 5%', 'bad'],
  blocked: ['拦截较多，不能判断', 'unsure'],
  thin: ['监测次数不足', 'unsure'],
  none: ['没有监测', 'muted'],
}
export const alertKinds: Readonly<Record<AlertKind, string>> = {
  outage: '首页无法访问',
  certificate: '证书即将到期',
  domain: '域名即将到期',
  tampering: '首页疑似被篡改',
}
export const warningStates: Readonly<Record<WarningState, string>> = {
  raised: '待发送',
  sent: '已提醒',
  expired: '已超期',
  resolved: '已更新',
  withdrawn: '不再检查',
}
export const outcomes: Readonly<Record<string, readonly [words: string, tone: Tone]>> = {
  opened: ['打开', 'good'],
  slow: ['15 秒以上才打开', 'bad'],
  failed: ['失败', 'bad'],
  blocked: ['被拦截', 'unsure'],
  maintenance: ['维护', 'muted'],
}
