import type { Guide } from '../../evidence/services.ts'
import { cantTell, defineIndicator, failed, inapplicable, passed } from '../define.ts'
import { casesOf, many } from '../example.ts'
import { exampleGuide, exampleServices } from '../guides.ts'

/** 表格样表: every form a guide asks for can be downloaded, with a filled sample or instructions. */
export default defineIndicator({
  id: 'site/forms',
  clause: 'WEB-D-SVC-6',
  needs: ['services'],
  method:
    '办事指南要求提交表格的，应能下载规范表格和填写样例；缺少的逐份扣分，由人工确认。附件读不到的判为“无法判断”。',

  judge({ services }, { params }) {
    const forms = services.guides.flatMap((guide) => guide.forms.map((form) => ({ guide, form })))
    const unread = services.guides.filter(({ state }) => state === 'unreadable').length
    if (forms.length === 0) {
      return unread > 0 ? cantTell(`${unread} 份办事指南读不到`) : inapplicable('抽查的事项不需要提交表格')
    }
    const findings = forms.flatMap(({ guide, form }) => {
      const place = { where: `事项“${guide.name}”的表格“${form.name}”`, url: guide.url }
      return [
        ...(form.blank === 'missing' ? [{ ...place, message: '没有规范表格', points: params.pointsNoForm }] : []),
        ...(form.sample === 'missing' ? [{ ...place, message: '没有填写样例', points: params.pointsNoSample }] : []),
      ]
    })
    const because = `${forms.length} 份表格中 ${findings.length} 处缺失`
    if (findings.length > 0) return failed(because, findings)
    const unreadable = forms.some(({ form }) => form.blank === 'unreadable' || form.sample === 'unreadable')
    return unreadable || unread > 0 ? cantTell('部分表格或办事指南读不到') : passed(because)
  },

  cases: casesOf('services', [
    ['表格和样例都有', 'passed', withForms(['ok', 'ok'])],
    ['三份都有', 'passed', withForms(...many(3, ['ok', 'ok'] as const))],
    ['没有规范表格', 'failed', withForms(['missing', 'ok']), 1],
    ['没有样例', 'failed', withForms(['ok', 'missing']), 0.5],
    ['表格和样例都没有', 'failed', withForms(['missing', 'missing']), 1.5],
    ['四份都没有', 'failed', withForms(...many(4, ['missing', 'missing'] as const)), 6],
    ['两份中一份没有样例', 'failed', withForms(['ok', 'ok'], ['ok', 'missing']), 0.5],
    ['附件读不到', 'cantTell', withForms(['unreadable', 'ok'])],
    ['样例读不到', 'cantTell', withForms(['ok', 'unreadable'])],
    ['一份没有、一份读不到', 'failed', withForms(['missing', 'ok'], ['unreadable', 'ok']), 1],
    ['不需要表格', 'inapplicable', withForms()],
    ['没有事项', 'inapplicable', exampleServices([])],
    ['指南读不到', 'cantTell', exampleServices([exampleGuide(0, { state: 'unreadable' })])],
  ]),
})

type Attachment = Guide['forms'][number]['blank']

function withForms(...forms: (readonly [blank: Attachment, sample: Attachment])[]) {
  const named = forms.map(([blank, sample]) => ({ name: '申请表', blank, sample }))
  return exampleServices([exampleGuide(0, { forms: named })])
}
