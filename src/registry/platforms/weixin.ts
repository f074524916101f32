/** 微信公众号 of a kind that the register does not know. */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '微信',
  inProse: '微信公众号',
  aliases: ['微信公众号', '微信公众平台', '公众号', 'WeChat'],
  carriesPosts: true,
  foldsCase: true,
})
