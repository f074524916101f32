/** 快手 */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '快手',
  inProse: '快手号',
  aliases: ['快手号', '快手短视频'],
  carriesPosts: true,
  foldsCase: true,
})
