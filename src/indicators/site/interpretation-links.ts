import type { PolicyDocument } from '../../evidence/interpretations.ts'
import { day } from '../../kernel/day.ts'
import { cantTell, defineIndicator, failed, inapplicable, passed } from '../define.ts'
import { capturedAt, casesOf, home, many } from '../example.ts'

/** 解读关联: a policy document links to its interpretation, and the interpretation back. */
export default defineIndicator({
  id: 'site/interpretation-links',
  clause: 'WEB-D-PUB-8',
  needs: ['interpretations'],
  method:
    '对已有解读的政策文件，检查文件页面是否链接到解读、解读页面是否链接到文件，缺一个方向扣一次分。页面读不到的不算缺失。',

  judge({ interpretations }, { params }) {
    const pairs = interpretations.documents.filter(({ interpretation }) => interpretation !== null)
    if (pairs.length === 0) return inapplicable('没有已解读的政策文件')
    const findings = pairs.flatMap(({ title, url, interpretation, linksThere, linksBack }) => [
      ...(linksThere === false
        ? [{ where: `政策文件“${title}”`, message: '没有链接到解读', url, points: params.pointsPerMiss }]
        : []),
      ...(linksBack === false
        ? [
            {
              where: `解读“${interpretation!.title}”`,
              message: '没有链接到政策文件',
              url: interpretation!.url,
              points: params.pointsPerMiss,
            },
          ]
        : []),
    ])
    const because = `${pairs.length} 份已解读的文件，${findings.length} 处没有关联`
    if (findings.length > 0) return failed(because, findings)
    const unread = pairs.filter(({ linksThere, linksBack }) => linksThere === null || linksBack === null).length
    return unread > 0 ? cantTell(`${unread} 份文件或其解读的页面读不到`) : passed(because)
  },

  cases: casesOf('interpretations', [
    ['双向关联', 'passed', pairs([true, true])],
    ['五份都双向关联', 'passed', pairs(...many(5, [true, true] as const))],
    ['文件没有链接到解读', 'failed', pairs([false, true]), 1],
    ['解读没有链接到文件', 'failed', pairs([true, false]), 1],
    ['两个方向都没有', 'failed', pairs([false, false]), 2],
    ['五份中一份缺一个方向', 'failed', pairs(...many(4, [true, true] as const), [true, false]), 1],
    ['三份都没有关联', 'failed', pairs(...many(3, [false, false] as const)), 6],
    ['文件页面读不到', 'cantTell', pairs([null, true])],
    ['解读页面读不到', 'cantTell', pairs([true, null])],
    ['一份缺失、一份读不到', 'failed', pairs([false, true], [null, null]), 1],
    ['文件没有解读', 'inapplicable', { capturedAt, documents: [{ ...pair([null, null]), interpretation: null }] }],
    ['没有文件', 'inapplicable', pairs()],
  ]),
})

type Links = readonly [there: boolean | null, back: boolean | null]

function pairs(...list: Links[]) {
  return { capturedAt, documents: list.map(pair) }
}

function pair([linksThere, linksBack]: Links): PolicyDocument {
  return {
    title: '关于促进示例产业发展的若干措施',
    url: `${home}zcwj/1.html`,
    publishedOn: day('2025-06-01'),
    needsInterpretation: true,
    interpretation: { title: '政策解读', url: `${home}zcjd/1.html` },
    linksThere,
    linksBack,
  }
}
