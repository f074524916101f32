/** 搜狐号 */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '搜狐号',
  inProse: '搜狐号',
  aliases: ['搜狐新闻', '搜狐政务号'],
  carriesPosts: true,
  foldsCase: true,
})
