/** 澎湃号 */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '澎湃号',
  inProse: '澎湃号',
  aliases: ['澎湃新闻', '澎湃政务号', '澎湃问政', '澎湃'],
  carriesPosts: true,
  foldsCase: true,
})
