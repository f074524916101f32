/** 哔哩哔哩 */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '哔哩哔哩',
  inProse: '哔哩哔哩账号',
  aliases: ['B站', '哔哩哔哩（B站）', 'bilibili', '哔哩哔哩号'],
  carriesPosts: true,
  foldsCase: true,
})
