/** 微信服务号: counted with 微信 in a bulletin. */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '微信服务号',
  inProse: '微信服务号',
  aliases: ['服务号', '微信公众号（服务号）', '微信公众号-服务号'],
  rollUp: 'weixin',
  carriesPosts: true,
  foldsCase: true,
})
