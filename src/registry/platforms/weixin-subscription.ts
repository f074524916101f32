/** 微信订阅号: counted with 微信 in a bulletin. */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '微信订阅号',
  inProse: '微信订阅号',
  aliases: ['订阅号', '微信公众号（订阅号）', '微信公众号-订阅号'],
  rollUp: 'weixin',
  carriesPosts: true,
  foldsCase: true,
})
