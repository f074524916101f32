/** 学习强国 */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '学习强国',
  inProse: '学习强国号',
  aliases: ['学习强国号', '强国号'],
  carriesPosts: true,
  foldsCase: true,
})
