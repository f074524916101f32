/** Wording of messages: templates with variables in braces, `{单位}`. Pure. */
import { Failure } from '../kernel/failure.ts'

/** Everything a template may name. */
export const templateVariables = {
  单位: '收件单位名称',
  标题: '消息标题',
  正文: '消息全文',
  日期: '发送日期',
  截止日: '办理期限（没有期限时为“—”）',
  编号: '通知编号（没有编号时为“—”）',
  条数: '汇总中的条数',
  内容: '汇总的各条内容',
  链接: '在系统中查看的地址',
} as const
export type TemplateVariable = keyof typeof templateVariables

export interface MessageTemplate {
  readonly subject: string
  readonly body: string
}

/** The kind of the template that words the digest of a day. */
export const digestKind = 'digest'

/** The program's own wording: of a digest, and of everything else. */
export const defaultTemplates = {
  digest: { subject: '【明察】{单位} {日期} 提醒（{条数}条）', body: '{内容}' },
  message: { subject: '【明察】{标题}', body: '{正文}' },
} as const satisfies Readonly<Record<string, MessageTemplate>>

const variable = /\{([^{}\s]{1,20})\}/g

/** Refuses a template that names what there is not, or says nothing. @throws Failure `badInput.template` */
export function checkTemplate({ subject, body }: MessageTemplate): void {
  const named = [...`${subject}\n${body}`.matchAll(variable)].map(([, name]) => name!)
  const unknown = [...new Set(named)].filter((name) => !Object.hasOwn(templateVariables, name))
  if (unknown.length > 0) {
    throw new Failure(
      'badInput.template',
      `模板中有不认识的变量：${unknown.map((name) => `{${name}}`).join('、')}`,
      `可用：${Object.keys(templateVariables)
        .map((name) => `{${name}}`)
        .join('、')}`,
    )
  }
  if (subject.trim() === '' || body.trim() === '' || /[\r\n]/.test(subject)) {
    throw new Failure('badInput.template', '模板的标题或正文不合要求', '标题写一行，正文不能为空')
  }
}

/** Fills the variables in one go: what a value says is never read as a template. */
export function fillTemplate(template: string, values: Readonly<Record<TemplateVariable, string>>): string {
  return template.replaceAll(variable, (whole, name: string) =>
    Object.hasOwn(values, name) ? values[name as TemplateVariable] : whole,
  )
}

/** Cuts a text to `maxBytes` of UTF-8, between characters and preferably between lines, and says where the rest is. */
export function cutText(text: string, maxBytes: number, whereTheRestIs: string): string {
  if (Buffer.byteLength(text) <= maxBytes) return text
  const ending = `\n……（内容过长已截断，全文见${whereTheRestIs}）`
  const room = Math.max(0, maxBytes - Buffer.byteLength(ending))
  const bytes = Buffer.from(text)
  let end = Math.min(room, bytes.length)
  // never inside a character
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end -= 1
  const cut = bytes.subarray(0, end).toString('utf8')
  const line = cut.lastIndexOf('\n')
  return (line > cut.length * 0.7 ? cut.slice(0, line) : cut) + ending
}
