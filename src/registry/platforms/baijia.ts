/** 百家号 */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '百家号',
  inProse: '百家号',
  aliases: ['百度百家号', '百度百家'],
  carriesPosts: true,
  foldsCase: true,
})
