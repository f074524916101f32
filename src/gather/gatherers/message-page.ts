/** One published message on its own page: when it was asked and answered, by whom, and what the answer says. */
import type { Message } from '../../evidence/messages.ts'
import type { Day } from '../../kernel/day.ts'
import { readDateText } from '../crawl/date-text.ts'
import { plain } from '../crawl/page-reading.ts'
import type { PageSummary } from '../crawl/page-summary.ts'
import { isContent, labelledContents, type LabelGroup } from './labelled-text.ts'

type Field = 'asked' | 'answered' | 'by' | 'answer'

const labels: readonly LabelGroup<Field>[] = [
  {
    names: ['asked'],
    labels:
      '留言时间 留言日期 来信时间 来信日期 写信时间 写信日期 咨询时间 咨询日期 提问时间 提问日期 提交时间 提交日期 信件时间 反映时间 投诉时间 建议时间 受理时间 发布时间 发布日期 诉求时间',
  },
  {
    names: ['answered'],
    labels:
      '答复时间 答复日期 回复时间 回复日期 办理时间 办结时间 办结日期 处理时间 处理日期 反馈时间 反馈日期 回应时间',
  },
  {
    names: ['by'],
    labels:
      '答复单位 答复部门 答复机构 回复单位 回复部门 回复机构 承办单位 承办部门 办理单位 办理部门 受理单位 受理部门 处理单位 处理部门 反馈单位 答复人 回复人 回应部门',
  },
  {
    names: ['answer'],
    labels:
      '答复内容 回复内容 答复意见 回复意见 办理结果 处理结果 反馈内容 答复情况 回复情况 办理情况 官方回复 官方答复 部门回复 部门答复 回复结果 答复结果 留言回复 留言答复 信件回复 回复 答复',
  },
  {
    names: [],
    labels:
      '留言标题 信件标题 标题 主题 留言主题 留言内容 来信内容 信件内容 咨询内容 问题内容 提问内容 内容 留言人 来信人 写信人 姓名 信件编号 编号 信件类型 留言类型 类型 状态 办理状态 处理状态 信件状态 满意度 评价 浏览次数 是否公开 所属部门 收件单位 诉求内容',
  },
]

/** Completes an entry by its page. Words like 待答复 or 暂无回复 are no answer. */
export function completeMessage(entry: Message, page: PageSummary, capturedOn: Day): Message {
  const contents = labelledContents(page.text, labels)
  const day = (field: Field) => readDateText(plain(contents.get(field) ?? ''), capturedOn)?.day ?? null
  const answer = contents.get('answer')
  const answeredOn = day('answered') ?? (answer === undefined ? null : entry.answeredOn)
  const hasAnswer = answer !== undefined && isContent(answer) && !noAnswer.test(plain(answer))
  const by = contents.get('by')
  return {
    ...entry,
    submittedOn: day('asked') ?? entry.submittedOn,
    answeredOn: hasAnswer || day('answered') !== null ? answeredOn : null,
    answeredBy: by === undefined || (!hasAnswer && answeredOn === null) ? null : plain(by).slice(0, 100),
    hasAnswer,
    readFrom: 'page',
  }
}

const noAnswer =
  /^(暂无|暂未|尚未|未|待|等待|正在|处理中|办理中|受理中)(答复|回复|办理|处理|内容|受理)?[。.…]*$|^暂无(答复|回复)?/
