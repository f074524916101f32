import type { PolicyDocument } from '../../evidence/interpretations.ts'
import { inWindow, windowOfMonths } from '../../kernel/day.ts'
import { cantTell, defineIndicator, failed, inapplicable, passed } from '../define.ts'
import { capturedAt, casesOf, dayOrNone, home, many } from '../example.ts'

/** 解读比例: own-issued documents of wide concern have an interpretation. Which ones need one is for people to say. */
export default defineIndicator({
  id: 'site/interpretation-share',
  clause: 'WEB-D-PUB-7',
  needs: ['interpretations'],
  method:
    '抽取监测点前一年内本单位制发、涉及面广的政策文件最新5份，没有解读的逐份扣分。是否需要解读由人工认定；尚未认定又没有解读的，判为“无法判断”。',

  judge({ interpretations }, { params, monitorPoint }) {
    const window = windowOfMonths(monitorPoint, params.lookBackMonths)
    const sample = interpretations.documents
      .filter((one) => one.publishedOn !== null && inWindow(one.publishedOn, window))
      .filter((one) => one.needsInterpretation !== false)
      .toSorted((a, b) => (a.publishedOn! < b.publishedOn! ? 1 : a.publishedOn! > b.publishedOn! ? -1 : 0))
      .slice(0, params.sampleDocuments)
    if (sample.length === 0) return inapplicable('一年内没有需要解读的政策文件')
    const without = sample.filter(({ interpretation }) => interpretation === null)
    const needed = without.filter(({ needsInterpretation }) => needsInterpretation === true)
    const because = `抽取 ${sample.length} 份文件，${needed.length} 份应解读未解读`
    if (needed.length > 0) {
      return failed(
        because,
        needed.map(({ title, url }) => ({
          where: `政策文件“${title}”`,
          message: '没有解读',
          url,
          points: params.pointsPerDocument,
        })),
      )
    }
    if (without.length > 0) return cantTell(`${because}，${without.length} 份没有解读，是否需要解读尚未认定`)
    return passed(because)
  },

  cases: casesOf('interpretations', [
    ['都有解读', 'passed', documents(...many(5, document()))],
    ['一份没有解读', 'failed', documents(...many(4, document()), document({ interpretation: null })), 1],
    ['三份没有解读', 'failed', documents(...many(3, document({ interpretation: null }))), 3],
    ['五份都没有解读', 'failed', documents(...many(5, document({ interpretation: null }))), 5],
    ['只看最新五份', 'passed', documents(...many(5, document()), old({ interpretation: null }))],
    ['第五份没有解读', 'failed', documents(...many(4, document()), old({ interpretation: null })), 1],
    ['不需要解读的文件不计', 'inapplicable', documents(document({ interpretation: null, needsInterpretation: false }))],
    ['尚未认定是否需要解读', 'cantTell', documents(document({ interpretation: null, needsInterpretation: null }))],
    ['尚未认定但已有解读', 'passed', documents(document({ needsInterpretation: null }))],
    ['窗口首日的文件计入', 'failed', documents(on('2024-08-15')), 1],
    ['窗口前一日的文件不计', 'inapplicable', documents(on('2024-08-14'))],
    ['监测点之后的文件不计', 'inapplicable', documents(on('2025-08-15'))],
    ['没有日期的文件不计', 'inapplicable', documents(on(null))],
    ['没有文件', 'inapplicable', documents()],
  ]),
})

function documents(...list: PolicyDocument[]) {
  return { capturedAt, documents: list }
}

function document(change: Partial<PolicyDocument> = {}): PolicyDocument {
  return {
    title: '关于促进示例产业发展的若干措施',
    url: `${home}zcwj/1.html`,
    publishedOn: dayOrNone('2025-06-01'),
    needsInterpretation: true,
    interpretation: { title: '政策解读', url: `${home}zcjd/1.html` },
    linksThere: true,
    linksBack: true,
    ...change,
  }
}

function old(change: Partial<PolicyDocument>): PolicyDocument {
  return document({ publishedOn: dayOrNone('2025-01-01'), ...change })
}

function on(date: string | null): PolicyDocument {
  return document({ publishedOn: dayOrNone(date), interpretation: null })
}
