/** 微博 */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '微博',
  inProse: '微博',
  aliases: ['新浪微博', '政务微博'],
  carriesPosts: true,
  foldsCase: true,
})
