/** 小红书 */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '小红书',
  inProse: '小红书账号',
  aliases: ['小红书号', 'REDnote'],
  carriesPosts: true,
  foldsCase: true,
})
