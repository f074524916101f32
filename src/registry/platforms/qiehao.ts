/** 企鹅号 */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '企鹅号',
  inProse: '企鹅号',
  aliases: ['腾讯企鹅号', '腾讯新闻', '天天快报'],
  carriesPosts: true,
  foldsCase: true,
})
