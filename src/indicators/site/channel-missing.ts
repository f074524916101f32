import { cantTell, defineIndicator, failed, passed } from '../define.ts'
import { casesOf } from '../example.ts'
import { exampleChannel, exampleMessages } from '../messages.ts'

/** 未提供有效的网上咨询建言渠道: petition and discipline channels do not count as one. */
export default defineIndicator({
  id: 'site/channel-missing',
  clause: 'WEB-V5.1',
  needs: ['messages'],
  method:
    '查找网上咨询建言渠道；网上信访、纪检举报不算。一个可用的都没有的，机器判为未通过；找到的，还须由人工试提交确认有效。',

  judge({ messages }) {
    const own = messages.channels.filter(({ kind }) => kind === 'consultation')
    const open = own.find(({ state }) => state === 'open')
    if (open !== undefined) return passed(`有咨询建言渠道“${open.name}”，是否有效待试提交确认`)
    const unreadable = own.find(({ state }) => state === 'unreadable')
    if (unreadable !== undefined) return cantTell(`咨询建言渠道“${unreadable.name}”无法读取`)
    const because = own.length === 0 ? '没有咨询建言渠道' : '咨询建言渠道已关闭'
    return failed(because, [
      { where: '互动交流', message: because, ...(own[0] === undefined ? {} : { url: own[0].url }) },
    ])
  },

  cases: casesOf('messages', [
    ['有可用的咨询建言渠道', 'passed', channels(['consultation', 'open'])],
    ['没有任何渠道', 'failed', channels()],
    ['只有网上信访', 'failed', channels(['petition', 'open'])],
    ['只有纪检举报', 'failed', channels(['discipline', 'open'])],
    ['只有在线访谈和调查征集', 'failed', channels(['interview', 'open'], ['survey', 'open'])],
    ['咨询建言渠道已关闭', 'failed', channels(['consultation', 'closed'])],
    ['关闭一个、可用一个', 'passed', channels(['consultation', 'closed'], ['consultation', 'open'])],
    ['读不到不等于没有', 'cantTell', channels(['consultation', 'unreadable'])],
    ['关闭一个、读不到一个', 'cantTell', channels(['consultation', 'closed'], ['consultation', 'unreadable'])],
    ['咨询渠道关闭、信访渠道可用', 'failed', channels(['consultation', 'closed'], ['petition', 'open'])],
  ]),
})

function channels(...list: Parameters<typeof exampleChannel>[]) {
  return exampleMessages([], { channels: list.map(([kind, state]) => exampleChannel(kind, state)) })
}
