/** The pages of 互动交流: published messages with the statistics of the year, one message, and where to write. */
import { chineseMoment, dayOf } from '../calendar.ts'
import type { CitizenMessage, Site } from '../sites/site.ts'
import { anchor, escape } from '../templates/template.ts'

/** The published messages with the statistics of the year. */
export function messageList({ messages, service }: Site): string {
  const rows = messages.map(
    ({ title, path, askedAt, answeredAt }) =>
      `<tr><td>${anchor({ text: title, href: path })}</td><td>${dayOf(askedAt)}</td><td>${answeredAt === null ? '' : dayOf(answeredAt)}</td><td>${answeredAt === null ? '办理中' : '已答复'}</td></tr>`,
  )
  const count = messages.length * 17
  const statistics = service.messageStatisticsMissing
    ? ''
    : `<p class="stats">今年以来收到留言${count}件，已答复${count}件，公开${messages.length}件。</p>`
  const entry = service.channelClosed
    ? '<p>留言功能已关闭，请通过其他途径反映。</p>'
    : '<p><a href="/hdjl/write.html">我要留言</a></p>'
  return `${statistics}${entry}<table class="messages"><tr><th>标题</th><th>留言时间</th><th>答复时间</th><th>状态</th></tr>${rows.join('')}</table>`
}

export function messagePage(site: Site, message: CitizenMessage): string {
  const fields: readonly (readonly [label: string, content: string])[] = [
    ['留言内容', message.question],
    ['留言时间', chineseMoment(message.askedAt)],
    ...(message.answeredAt === null ? [] : answerOf(site, message.answer, chineseMoment(message.answeredAt))),
  ]
  return `<h2>${escape(message.title)}</h2><dl>${fields.map(([label, content]) => `<dt>${label}</dt><dd>${escape(content)}</dd>`).join('')}</dl>`
}

function answerOf({ organiser, service }: Site, answer: string, at: string): [label: string, content: string][] {
  return [
    ...(service.answeringUnitHidden ? [] : [['答复单位', organiser.name] as [string, string]]),
    ['答复内容', answer],
    ['答复时间', at],
  ]
}

/** The form for a new message; the city accepts none. */
export const messageForm = `<form action="/hdjl/write.html" method="get"><p>标题 <input name="title"></p><p>内容 <textarea name="content" rows="6" cols="60"></textarea></p><p><button>提交</button></p></form>`
