/** The content of columns that are no lists of articles: standing texts, service guides and messages. */
import { chineseMoment, dayOf } from '../calendar.ts'
import { random } from '../random.ts'
import type { CitizenMessage, Column, Guide, GuideElement, Site } from '../sites/site.ts'
import { anchor, escape } from '../templates/template.ts'
import { givenNames, surnames, topics } from '../text/topics.ts'

/** 概况, 机构职能, 领导信息: text without a publishing date. */
export function standingText(site: Site, column: Column): string {
  const planted = site.identity.standing ?? {}
  const chance = random(`standing/${site.slug}/${column.directory}`)
  if (column.class === 'leaders') {
    const posts = ['主要负责人', '分管负责人', '分管负责人', '分管负责人']
    const name = () => (planted.leaders === 'nameless' ? '' : `${chance.pick(surnames)}${chance.pick(givenNames)}　`)
    return `<ul>${posts.map((post) => `<li>${name()}${post}，负责${chance.pick(topics)}、${chance.pick(topics)}等工作</li>`).join('')}</ul>`
  }
  if (column.class === 'functions') {
    const former = planted.functions === 'formerBody' ? '<p>会同区质量技术监督局做好标准化工作。</p>' : ''
    return `${former}<ol>${Array.from({ length: 5 }, () => `<li>负责本行政区域${chance.pick(topics)}的组织实施和监督管理。</li>`).join('')}</ol>`
  }
  if (planted.overview === 'blank') return '<p class="empty">内容建设中</p>'
  const statistics = planted.overview === 'oldStatistics' ? '<p>截至2020年底，常住人口75.7万人。</p>' : ''
  return `${statistics}<p>${site.organiser.name}依法履行职责，内设机构${5 + chance.below(12)}个，重点推进${chance.pick(topics)}和${chance.pick(topics)}。</p><p>办公时间：工作日9:00—17:30。</p>`
}

/** The list of service items. */
export function guideList(guides: readonly Guide[]): string {
  return `<ul class="guides">${guides.map(({ name, path }) => `<li>${anchor({ text: name, href: path })}<span>个人办事 法人办事</span></li>`).join('')}</ul>`
}

/** One service guide with the element classes it has. */
export function guidePage(site: Site, guide: Guide): string {
  const words: Readonly<Record<GuideElement, string>> = {
    事项名称: guide.name,
    设定依据: '《中华人民共和国行政许可法》及相关规定',
    申请条件: '在本市依法登记的法人，或者年满18周岁的本市居民',
    办理材料: '1.申请表（原件1份）；2.身份证明（复印件1份）；3.相关证明材料',
    办理地点: `${site.organiser.name}政务服务窗口`,
    办理时间: '工作日9:00—11:30，13:30—17:00',
    联系电话: '021-12345转办',
    办理流程: '申请—受理—审核—决定—送达',
  }
  return `<h2>${escape(guide.name)}</h2><table class="guide">${guide.elements.map((element) => `<tr><th>${element}</th><td>${escape(words[element])}</td></tr>`).join('')}</table>`
}

/** The published messages with the statistics of the year. */
export function messageList(messages: readonly CitizenMessage[]): string {
  const rows = messages.map(
    ({ title, path, askedAt, answeredAt }) =>
      `<tr><td>${anchor({ text: title, href: path })}</td><td>${dayOf(askedAt)}</td><td>${dayOf(answeredAt)}</td><td>已答复</td></tr>`,
  )
  return `<p class="stats">今年以来收到留言${messages.length * 17}件，已答复${messages.length * 17}件，公开${messages.length}件。</p><p><a href="/hdjl/write.html">我要留言</a></p><table class="messages"><tr><th>标题</th><th>留言时间</th><th>答复时间</th><th>状态</th></tr>${rows.join('')}</table>`
}

export function messagePage(site: Site, message: CitizenMessage): string {
  return `<h2>${escape(message.title)}</h2><dl><dt>留言内容</dt><dd>${escape(message.question)}</dd><dt>留言时间</dt><dd>${chineseMoment(message.askedAt)}</dd><dt>答复单位</dt><dd>${site.organiser.name}</dd><dt>答复内容</dt><dd>${escape(message.answer)}</dd><dt>答复时间</dt><dd>${chineseMoment(message.answeredAt)}</dd></dl>`
}

/** The form for a new message; the city accepts none. */
export const messageForm = `<form action="/hdjl/write.html" method="get"><p>标题 <input name="title"></p><p>内容 <textarea name="content" rows="6" cols="60"></textarea></p><p><button>提交</button></p></form>`
