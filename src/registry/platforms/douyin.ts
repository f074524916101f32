/** 抖音 */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '抖音',
  inProse: '抖音号',
  aliases: ['抖音号', '抖音短视频', '抖音政务号'],
  carriesPosts: true,
  foldsCase: true,
})
