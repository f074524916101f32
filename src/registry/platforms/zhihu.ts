/** 知乎 */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '知乎',
  inProse: '知乎账号',
  aliases: ['知乎号', '知乎机构号'],
  carriesPosts: true,
  foldsCase: true,
})
