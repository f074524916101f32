import type { ColumnEvidence } from '../../evidence/columns.ts'
import type { DatedItem } from '../../evidence/fields.ts'
import { day, daysBetween, windowOfDays, type Day } from '../../kernel/day.ts'
import { cantTell, defineIndicator, failed, passed } from '../define.ts'

const capturedAt = '2026-05-22T09:00:00+08:00'

/** 首页不更新: nothing on the home page in two weeks; a mere entry page is judged by its second-level pages. */
export default defineIndicator({
  id: 'site/home-stale',
  clause: 'WEB-V3',
  needs: ['homePage', 'columns'],
  method:
    '查看首页信息的发布日期，监测点前两周（含监测点当日）内一条都没有即不合格；首页仅为导航入口的，看各二级页面。' +
    '监测点之后发布的信息不算；日期一个都读不到的交由人工判断。',

  judge({ homePage, columns }, { params, monitorPoint }) {
    const window = windowOfDays(monitorPoint, params.windowDays)
    const items = homePage.navigationOnly ? columns.columns.flatMap((column) => column.items) : homePage.items
    const place = homePage.navigationOnly ? '二级页面' : '首页'
    const unreadable = homePage.navigationOnly && columns.columns.some((column) => column.state === 'unreadable')
    const dates = items.flatMap((item) => (item.date === null ? [] : [item.date]))
    const fresh = dates.find((date) => date >= window.from && date <= window.to)
    if (fresh !== undefined) return passed(`${place}有 ${fresh} 发布的信息`)
    if (dates.length === 0) return cantTell(`${place}没有读到带日期的信息`)
    const before = dates
      .filter((date) => date < window.from)
      .toSorted()
      .at(-1)
    if (before === undefined) return cantTell(`${place}只能看到监测点之后的信息，采集时间过晚`)
    if (unreadable) return cantTell('部分二级页面无法读取')
    const idle = daysBetween(before, monitorPoint)
    return failed(`${place}最近更新于 ${before}，至监测点已 ${idle} 天`, [
      { where: place, message: `最近更新于 ${before}`, url: homePage.url },
    ])
  },

  cases: [
    at('窗口首日更新', 'passed', '2026-05-14', home('2026-05-01')),
    at('窗口前一日更新', 'failed', '2026-05-15', home('2026-05-01')),
    at('监测点当日更新', 'passed', '2026-05-01', home('2026-05-01')),
    at('监测点之后才更新', 'failed', '2026-05-20', home('2026-05-01', '2026-05-21')),
    at('只看得到监测点之后的信息', 'cantTell', '2026-05-20', home('2026-05-21')),
    at('信息都没有日期', 'cantTell', '2026-05-20', home(null)),
    at('导航入口页，二级页面有更新', 'passed', '2026-05-14', entryPage('2026-05-02')),
    at('导航入口页，二级页面都未更新', 'failed', '2026-05-14', entryPage('2026-04-02')),
  ],
})

interface Given {
  readonly homePage: { url: string; title: string; capturedAt: string; items: DatedItem[]; navigationOnly: boolean }
  readonly columns: { capturedAt: string; columns: ColumnEvidence[] }
}

function at(name: string, outcome: 'passed' | 'failed' | 'cantTell', monitorPoint: string, given: Given) {
  return { name, outcome, monitorPoint, given }
}

function item(date: string | null): DatedItem {
  const read: Day | null = date === null ? null : day(date)
  return {
    title: '要闻',
    url: 'http://www.example.gov.cn/a.html',
    date: read,
    dateSource: read && 'list',
    rawDate: date,
  }
}

function home(...dates: (string | null)[]): Given {
  const homePage = { url: 'http://www.example.gov.cn/', title: '示例', capturedAt, items: dates.map(item) }
  return { homePage: { ...homePage, navigationOnly: false }, columns: { capturedAt, columns: [] } }
}

function entryPage(date: string): Given {
  const column: ColumnEvidence = {
    name: '要闻',
    url: 'http://www.example.gov.cn/yw/',
    class: 'news',
    level: 2,
    onHome: false,
    updateDuty: true,
    state: 'read',
    reason: null,
    itemCount: 1,
    newest: day(date),
    items: [item(date)],
  }
  const given = home()
  return { homePage: { ...given.homePage, navigationOnly: true }, columns: { capturedAt, columns: [column] } }
}
