/** 移动客户端: package names are case-sensitive; it has no posts that a platform would date. */
import { definePlatform } from './define.ts'

export default definePlatform({
  label: '移动客户端',
  inProse: '移动客户端',
  aliases: ['APP', '移动客户端（APP）', '移动客户端(APP)', '客户端', '手机客户端', '政务APP'],
  carriesPosts: false,
  foldsCase: false,
})
