/** 百度贴吧: the name of a 贴吧 is its id. */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '百度贴吧',
  inProse: '百度贴吧',
  aliases: ['贴吧'],
  carriesPosts: true,
  foldsCase: false,
})
