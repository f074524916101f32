/** One clause explained to people, as Markdown: what it asks, who decides, its numbers and sources, how it is judged, cases. */
import type { AccountPurpose, Clause, EvidenceField } from '../regulations/rule-set.ts'
import type { AnyIndicator, Judged } from './define.ts'

const effects: Readonly<Record<Clause['effect'], string>> = {
  veto: '单项否决',
  deduction: '扣分',
  bonus: '加分',
  warning: '预警',
}
const deciders: Readonly<Record<Clause['decidedBy'], string>> = {
  machine: '机器判定',
  confirmation: '机器提出，人工确认',
  person: '人工检查',
}
const fillers = { inspector: '检查人员', reviewer: '复核人员', municipalSupervisor: '市级主管' } as const
const purposeWords: Readonly<Record<AccountPurpose, string>> = {
  publish: '发布类',
  service: '服务类',
  both: '发布和服务类',
}
const fieldKinds: Readonly<Record<EvidenceField['kind'], string>> = {
  url: '网址',
  screenshot: '截图',
  text: '文字',
  number: '数字',
  day: '日期',
  yesNo: '是或否',
}
const outcomes: Readonly<Record<Judged['outcome'], string>> = {
  passed: '通过',
  failed: '未通过',
  inapplicable: '不适用',
  cantTell: '无法判断',
}

/** Who decides a clause, in words. */
export function deciderWords({ decidedBy }: Clause): string {
  return deciders[decidedBy]
}

/** 单项否决, 扣分 …, in words. */
export function effectWords({ effect }: Clause): string {
  return effects[effect]
}

/** Who may fill a check sheet, in words. */
export function fillerWords({ mayFill }: Clause): string {
  return mayFill.map((role) => fillers[role]).join('、')
}

/** The page of a clause; `indicator` when a machine judges or proposes. */
export function clausePage(id: string, clause: Clause, indicator: AnyIndicator | undefined): string {
  const { group, title, wording, situations, evidenceFields, source, verified } = clause
  return [
    `# ${id} ${title}`,
    '',
    `${group}（${effectWords(clause)}）· ${deciderWords(clause)}${indicator ? ` · 指标 \`${indicator.id}\`` : ''} · 来源 ${source}${verified ? '' : '（未核实）'}`,
    '',
    `**内容。** ${wording}。${scope(clause)}`,
    '',
    ...(situations ? ['情形：', '', ...situations.map((text) => `- ${text}`), ''] : []),
    ...pointsWords(clause),
    ...(indicator
      ? [`**怎样判定。** ${indicator.method}`, '', `所需证据：${kinds(indicator)}。${standing(clause)}`, '']
      : []),
    ...params(clause),
    `**人工检查表。** ${fillerWords(clause)}可以填写：${evidenceFields.map(fieldWords).join('、')}。`,
    '',
    ...(indicator ? cases(indicator) : []),
  ].join('\n')
}

function scope({ appliesTo, notTwice }: Clause): string {
  const { portalOnly, servicesRequired, purposes, platforms, orPlatforms } = appliesTo ?? {}
  const limits = [
    ...(portalOnly ? ['只检查政府门户网站'] : []),
    ...(servicesRequired ? ['没有对外服务职能的单位不检查'] : []),
    ...(purposes ? [`只检查${purposes.map((purpose) => purposeWords[purpose]).join('、')}账号`] : []),
    ...(orPlatforms ? [`以及（无论用途）：${orPlatforms.join('、')}`] : []),
    ...(platforms ? [`只检查：${platforms.join('、')}`] : []),
    ...(notTwice ? [`已在 ${notTwice.join('、')} 中扣分的不重复扣`] : []),
  ]
  return limits.length === 0 ? '' : `${limits.join('；')}。`
}

function pointsWords({ effect, maxPoints, pointsVerified }: Clause): string[] {
  if (maxPoints === undefined) return []
  const what = effect === 'bonus' ? '最多加' : '最多扣'
  return [
    `**分值。** ${what} ${maxPoints} 分${pointsVerified ? '' : '（未与官方指标表核对，据此得出的分数为暂定）'}。`,
    '',
  ]
}

function kinds(indicator: AnyIndicator): string {
  return indicator.needs.map((kind: string) => `\`${kind}\``).join('、')
}

function standing({ effect, decidedBy, passStands }: Clause): string {
  const failed =
    effect === 'veto'
      ? '机器判为未通过的，须经两人确认（其中一人为市级主管）才成立。'
      : effect === 'warning'
        ? '只作提醒，不影响结果。'
        : '机器提出的扣分，经复核后成立。'
  return decidedBy === 'confirmation' && !passStands ? `${failed}机器判为通过的，也要人工看过才成立。` : failed
}

function params({ params: numbers }: Clause): string[] {
  const rows = Object.entries(numbers).map(([name, value]) => `| \`${name}\` | ${value} |`)
  return rows.length === 0 ? [] : ['| 参数 | 值 |', '|---|---|', ...rows, '']
}

function fieldWords({ name, kind, required }: EvidenceField): string {
  return `${name}（${fieldKinds[kind]}${required ? '，必填' : ''}）`
}

function cases(indicator: AnyIndicator): string[] {
  const rows = indicator.cases.map(({ name, monitorPoint, outcome, lost, params: changed }) => {
    const points = lost === undefined ? '' : `，扣 ${lost} 分`
    const given = Object.entries(changed ?? {}).map(([param, value]) => `\`${param}\` 为 ${value}`)
    return `| ${[name, ...given].join('，')} | ${monitorPoint} | ${outcomes[outcome]}${points} |`
  })
  return ['| 例子 | 监测时间点 | 结果 |', '|---|---|---|', ...rows, '']
}
