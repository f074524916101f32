/** 大鱼号 */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '大鱼号',
  inProse: '大鱼号',
  aliases: ['UC大鱼号', 'UC号'],
  carriesPosts: true,
  foldsCase: true,
})
