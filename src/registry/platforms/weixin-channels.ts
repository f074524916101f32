/** 微信视频号: its ids are case-sensitive. */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '视频号',
  inProse: '视频号',
  aliases: ['微信视频号'],
  carriesPosts: true,
  foldsCase: false,
})
