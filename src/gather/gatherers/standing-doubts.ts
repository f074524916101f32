/** What looks outdated or wrong in a standing page. Each doubt is a proposal: a person confirms it. */
import type { StandingPage } from '../../evidence/standing-pages.ts'
import type { Day } from '../../kernel/day.ts'

/** Yearbooks appear in the second half of the next year: two years back is usual, three are not. */
const usualYearsBack = 2

/** Bodies that ended in the reform of 2018, with what they were merged into. */
const former: readonly (readonly [name: RegExp, now: string])[] = [
  [/工商行政管理局|工商局(?!限)/, '市场监督管理部门'],
  [/质量技术监督局|质监局/, '市场监督管理部门'],
  [/食品药品监督管理局|食药监局/, '市场监督管理部门'],
  [/卫生和计划生育委员会|卫计委/, '卫生健康委员会'],
  [/国土资源(局|厅|部)/, '自然资源部门'],
  [/环境保护(局|厅|部)|环保局/, '生态环境部门'],
  [/文化广播影视管理局|文广局|旅游局/, '文化和旅游部门'],
  [/安全生产监督管理局|安监局/, '应急管理部门'],
]
/** Formerly, or a list of history: then the old name is right. */
const history = /原|前身|划入|撤销|组建|更名|合并|沿革|曾/

const statistics =
  /(?:截[至止]到?|至)\s*((?:19|20)\d{2})\s*年(?:底|末|\d{1,2}月)?|((?:19|20)\d{2})\s*年(?:底|末|全年|全区|全市|全县)/g

const posts = /书记|市长|区长|县长|镇长|局长|厅长|主任|部长|处长|巡视员|调研员|负责人|总工程师|院长|秘书长/
/** The hundred-odd most frequent family names; two-character ones first. */
const familyNames =
  '欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东殴殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖闫]'
const personName = new RegExp(`^(?:${familyNames})\\s?[\\u4e00-\\u9fa5]{1,2}$`)
const noName =
  /^(?:领导|主要|分管|简历|简介|工作|信息|分工|负责|常务|书记|市长|区长|县长|局长|主任|机构|职能|方式|公开|相关|通知|公告|文件|政策|部门|全部|高新|国家|文化|公共|关于|农业|安全|经济|应急|金融|广播|平台)/

/** Doubts about the lines of a page, as seen at `at`. */
export function standingDoubts(kind: StandingPage['kind'], lines: readonly string[], at: Day): string[] {
  const text = lines.join('\n').slice(0, 40_000)
  switch (kind) {
    case 'overview':
      return [...oldStatistics(text, at), ...formerBodies(lines)]
    case 'functions':
      return formerBodies(lines)
    case 'leaders':
      return namelessLeaders(lines)
    default:
      return kind satisfies never
  }
}

function oldStatistics(text: string, at: Day): string[] {
  const years = [...text.matchAll(statistics)].map((match) => Number(match[1] ?? match[2]))
  const newest = Math.max(...years)
  if (years.length === 0 || Number(at.slice(0, 4)) - newest <= usualYearsBack) return []
  return [`统计数据截至${newest}年`]
}

function formerBodies(lines: readonly string[]): string[] {
  const doubts = new Set<string>()
  for (const line of lines) {
    if (history.test(line)) continue
    for (const [form, now] of former) {
      const name = form.exec(line)?.[0]
      if (name !== undefined) doubts.add(`提到已撤并的机构“${name}”（现为${now}）`)
    }
  }
  return [...doubts].slice(0, 10)
}

/** A page that names offices but not a single person. */
function namelessLeaders(lines: readonly string[]): string[] {
  const words = lines.flatMap((line) => line.replace(/(?<=^.)\s(?=.$)/, '').split(/[\s，。、：；:;,（）()|/·•\-—]+/))
  const named = words.some((word) => personName.test(word) && !noName.test(word) && !posts.test(word))
  // 区长张三, 张三同志: the name is glued to its office.
  const glued = lines.some((line) =>
    new RegExp(
      `(?:${posts.source})(?:${familyNames})[\\u4e00-\\u9fa5]{1,2}(?![\\u4e00-\\u9fa5])|(?:${familyNames})[\\u4e00-\\u9fa5]{1,2}(?:同志|，男|，女)`,
    ).test(line),
  )
  return lines.some((line) => posts.test(line)) && !named && !glued ? ['列出了领导职务，但没有姓名'] : []
}
