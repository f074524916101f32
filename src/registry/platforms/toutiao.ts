/** 今日头条 */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '头条号',
  inProse: '头条号',
  aliases: ['今日头条', '今日头条号', '头条'],
  carriesPosts: true,
  foldsCase: true,
})
