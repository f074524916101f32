/** 网易号 */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '网易号',
  inProse: '网易号',
  aliases: ['网易新闻', '网易政务号'],
  carriesPosts: true,
  foldsCase: true,
})
