/** The content of columns that stand: 概况, 机构职能, 领导信息. */
import { random } from '../random.ts'
import type { Column, Site } from '../sites/site.ts'
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
