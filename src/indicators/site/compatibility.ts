import type { DisplayedPage } from '../../evidence/compatibility.ts'
import type { Evidence } from '../../evidence/evidence.ts'
import { cantTell, defineIndicator, failed, passed } from '../define.ts'
import { capturedAt, casesOf, home } from '../example.ts'

const names = { home: '首页', column: '栏目页', article: '文章页' } as const
type Fault = DisplayedPage['widths'][number]['faults'][number]

/** 兼容性: home page, a column and an article are shown properly in a browser at the usual widths. */
export default defineIndicator({
  id: 'site/compatibility',
  clause: 'WEB-D-FUN-8',
  needs: ['compatibility'],
  method:
    '用浏览器按电脑、平板、手机的窗口宽度打开首页、一个栏目页和一个文章页：空白、文字重叠、整页被遮住、缺少主要内容、字符显示为方框或乱码的逐页扣分；横向超出窗口只在电脑宽度下算问题。一种浏览器不能代表全部，须人工确认。',

  judge({ compatibility: { pages } }, { params }) {
    const counts = (fault: Fault, width: number) => fault.kind !== 'overflow' || width >= params.minDesktopPixels
    const findings = pages.flatMap(({ url, kind, widths }) => {
      const faults = widths.flatMap(({ width, faults: all }) =>
        all.filter((fault) => counts(fault, width)).map(({ detail }) => `宽 ${width} 像素时${detail}`),
      )
      if (faults.length === 0) return []
      return [{ where: names[kind], message: faults.join('；'), url, points: params.pointsPerPage }]
    })
    const shown = pages.filter(({ notShown }) => notShown === null).length
    if (findings.length > 0) return failed(`${shown} 个页面中 ${findings.length} 个显示不正常`, findings)
    const unseen = pages.find(({ notShown }) => notShown !== null)
    if (shown === 0 || unseen?.kind === 'home') return cantTell(unseen?.notShown ?? '没有可以查看的页面')
    return passed(`${shown} 个页面在浏览器中显示正常`)
  },

  cases: casesOf('compatibility', [
    ['都正常', 'passed', seen([], [], [])],
    ['只有首页，正常', 'passed', seen([])],
    ['首页空白', 'failed', seen([[1366, 'blank']], [], []), 0.5],
    ['首页文字重叠，栏目缺内容', 'failed', seen([[768, 'overlapped']], [[375, 'hidden']], []), 1],
    ['三页都有问题', 'failed', seen([[1920, 'glyphs']], [[1366, 'covered']], [[375, 'blank']]), 1.5],
    [
      '一页几个宽度都有问题，只算一页',
      'failed',
      seen(
        [
          [1366, 'blank'],
          [375, 'blank'],
        ],
        [],
      ),
      0.5,
    ],
    ['1366像素时横向超出', 'failed', seen([[1366, 'overflow']]), 0.5],
    ['1365像素时横向超出', 'passed', seen([[1365, 'overflow']])],
    ['手机宽度横向超出', 'passed', seen([[375, 'overflow']], [[768, 'overflow']])],
    ['首页浏览器没有打开', 'cantTell', notSeen('home')],
    [
      '文章页没有打开，其余正常',
      'passed',
      { ...seen([], []), pages: [...seen([], []).pages, ...notSeen('article').pages] },
    ],
    [
      '首页没有打开，栏目有问题',
      'failed',
      { capturedAt, pages: [...notSeen('home').pages, page('column', [[375, 'blank']])] },
      0.5,
    ],
    ['没有页面', 'cantTell', { capturedAt, pages: [] }],
  ]),
})

type Seen = readonly (readonly [width: number, kind: Fault['kind']])[]

function seen(...pages: Seen[]): Evidence['compatibility'] {
  const kinds = ['home', 'column', 'article'] as const
  return { capturedAt, pages: pages.map((faults, index) => page(kinds[index]!, faults)) }
}

function page(kind: DisplayedPage['kind'], faults: Seen): DisplayedPage {
  const at = (width: number) => faults.filter((fault) => fault[0] === width)
  const widths = [...new Set([1920, 1366, 768, 375, ...faults.map(([width]) => width)])]
  return {
    url: home,
    kind,
    notShown: null,
    scriptErrors: [],
    widths: widths.map((width) => ({
      width,
      faults: at(width).map((fault) => ({ kind: fault[1], detail: '显示不正常' })),
    })),
  }
}

function notSeen(kind: DisplayedPage['kind']): Evidence['compatibility'] {
  return { capturedAt, pages: [{ url: home, kind, notShown: '浏览器没有打开', scriptErrors: [], widths: [] }] }
}
