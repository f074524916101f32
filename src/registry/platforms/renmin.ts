/** 人民号 */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '人民号',
  inProse: '人民号',
  aliases: ['人民日报人民号', '人民日报客户端'],
  carriesPosts: true,
  foldsCase: true,
})
