/** 微信小程序: a service, it has no posts. */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '微信小程序',
  inProse: '微信小程序',
  aliases: ['小程序'],
  carriesPosts: false,
  foldsCase: true,
})
