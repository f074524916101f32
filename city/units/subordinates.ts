/** Bodies below districts and departments: district bureaus, streets and towns, institutions. Names of streets are made up. */
import { random } from '../random.ts'
import { districtFullName } from './districts.ts'
import type { Unit } from './unit.ts'

/** District bureaus: name after the district's, and the words its accounts combine with the district's stem. */
const bureaus = [
  ['卫生健康委员会', '卫生健康委', '健康$'],
  ['教育局', '教育局', '$教育'],
  ['民政局', '民政局', '$民政'],
  ['司法局', '司法局', '法治$'],
  ['人力资源和社会保障局', '人社局', '$人社'],
  ['市场监督管理局', '市场监管局', '$市场监管'],
  ['文化和旅游局', '文化旅游局', '文旅$'],
  ['生态环境局', '生态环境局', '$生态环境'],
  ['城市管理行政执法局', '城管执法局', '$城管'],
  ['应急管理局', '应急局', '$应急'],
  ['房屋管理局', '房管局', '$房管'],
  ['绿化和市容管理局', '绿化市容局', '绿色$'],
  ['医疗保障局', '医保局', '$医保'],
  ['统计局', '统计局', '$统计'],
  ['公安分局', '公安分局', '$公安'],
  ['退役军人事务局', '退役军人局', '$双拥'],
  ['体育局', '体育局', '活力$'],
  ['科学技术委员会', '科委', '$科技'],
] as const

const institutions = [
  ['信息中心', '信息'],
  ['宣传教育中心', '宣教'],
  ['行政服务中心', '服务'],
] as const

const streetFirst = [
  '江',
  '虹',
  '云',
  '新',
  '金',
  '长',
  '古',
  '芳',
  '桂',
  '梅',
  '松',
  '华',
  '景',
  '永',
  '安',
  '泰',
] as const
const streetSecond = ['湾', '桥', '泾', '浜', '渡', '林', '园', '庭', '墅', '港', '塘', '庙', '亭', '川'] as const
const streetsPerDistrict = 14

/** All further bodies in a fixed order: district by district, then department by department. */
export function subordinateUnits(seed: string, districts: readonly Unit[], departments: readonly Unit[]): Unit[] {
  const units: Unit[] = []
  const add = (parent: Unit, name: string, shortName: string, accountStem: string): void => {
    const serial = String(units.length + 1).padStart(4, '0')
    units.push({
      code: `${parent.code}X${serial}`,
      name,
      shortName,
      kind: 'subordinate',
      parent,
      printOrder: 1000 + units.length,
      slug: `x${serial}`,
      division: parent.division,
      accountStem,
    })
  }
  for (const district of districts) {
    const stem = district.accountStem.replace('上海', '')
    const full = districtFullName(stem)
    for (const [name, shortName, account] of bureaus) {
      add(district, `上海市${full}${name}`, `${full}${shortName}`, account.replace('$', stem))
    }
    for (const street of streetNames(`${seed}/streets/${district.slug}`)) {
      const kind = ['chongming', 'fengxian', 'jinshan', 'qingpu', 'songjiang'].includes(district.slug) ? '镇' : '街道'
      add(
        district,
        `上海市${full}${street}${kind}${kind === '镇' ? '人民政府' : '办事处'}`,
        `${full}${street}${kind}`,
        `${stem}${street}`,
      )
    }
  }
  for (const department of departments) {
    for (const [name, account] of institutions) {
      add(
        department,
        `${department.name}${name}`,
        `${department.shortName}${name}`,
        `${department.accountStem}${account}`,
      )
    }
  }
  return units
}

function streetNames(key: string): string[] {
  const chance = random(key)
  const names = new Set<string>()
  while (names.size < streetsPerDistrict) names.add(chance.pick(streetFirst) + chance.pick(streetSecond))
  return [...names]
}
