import { cantTell, defineIndicator, failed, passed } from '../define.ts'
import { casesOf, many } from '../example.ts'
import { exampleGuide, exampleServices } from '../guides.ts'

/** 未提供办事服务: not one item is offered. */
export default defineIndicator({
  id: 'site/services-missing',
  clause: 'WEB-V6.1',
  needs: ['services'],
  method: '网站上一个办事服务事项都没有的，机器判为未通过，由人工确认。数不清事项数但找到办事指南的，按有办事服务计。',

  judge({ services }) {
    const found = Math.max(services.itemCount ?? 0, services.guides.length)
    if (found > 0) return passed(`提供办事服务事项 ${found} 个`)
    if (services.itemCount === null) return cantTell('办事服务页面无法读取')
    const message = '没有办事服务事项'
    return failed(message, [{ where: '办事服务', message, ...(services.url === null ? {} : { url: services.url }) }])
  },

  cases: casesOf('services', [
    ['没有事项', 'failed', exampleServices([])],
    ['连办事服务栏目也没有', 'failed', exampleServices([], { url: null })],
    ['一个事项', 'passed', exampleServices([exampleGuide(0)])],
    ['一个事项，没有办事指南', 'passed', exampleServices([exampleGuide(0, { state: 'none' })])],
    ['数到事项但没有抽取指南', 'passed', exampleServices([], { itemCount: 1 })],
    ['许多事项', 'passed', exampleServices(many(20, exampleGuide(0)))],
    ['数不清但有指南', 'passed', exampleServices([exampleGuide(3)], { itemCount: null })],
    ['页面读不到不等于没有', 'cantTell', exampleServices([], { itemCount: null })],
  ]),
})
