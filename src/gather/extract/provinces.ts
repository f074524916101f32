/**
 * Provinces by GB/T 2260 (first two digits of a division code): name, short name and the characters that filing numbers
 * begin with (ICP 备案 and 公网安备 use the one-character abbreviation).
 */
export interface Province {
  readonly code: string
  readonly name: string
  /** Abbreviation in filing numbers. */
  readonly sign: string
}

const table =
  '11京北京 12津天津 13冀河北 14晋山西 15蒙内蒙古 21辽辽宁 22吉吉林 23黑黑龙江 31沪上海 32苏江苏 33浙浙江 34皖安徽 35闽福建 36赣江西 37鲁山东 41豫河南 42鄂湖北 43湘湖南 44粤广东 45桂广西 46琼海南 50渝重庆 51川四川 52黔贵州 53滇云南 54藏西藏 61陕陕西 62甘甘肃 63青青海 64宁宁夏 65新新疆 71台台湾 81港香港 82澳澳门'

export const provinces: readonly Province[] = table
  .split(' ')
  .map((entry) => ({ code: entry.slice(0, 2), sign: entry[2]!, name: entry.slice(3) }))

/** Other characters in use for the same provinces. */
const otherSigns = new Map([
  ['蜀', '川'],
  ['贵', '黔'],
  ['云', '滇'],
  ['秦', '陕'],
  ['陇', '甘'],
])

export const provinceSigns = [...provinces.map(({ sign }) => sign), ...otherSigns.keys()].join('')

/** The province of a division code (its first two digits), or `undefined`. */
export function provinceOfCode(code: string): Province | undefined {
  return provinces.find((province) => code.startsWith(province.code))
}

/** The province that a filing number names with its first character, or `undefined`. */
export function provinceOfSign(sign: string): Province | undefined {
  const usual = otherSigns.get(sign) ?? sign
  return provinces.find((province) => province.sign === usual)
}

/** Provinces named in a text, in the order of the table. 吉林市 lies in 吉林; 海南州 lies in 青海 and is none. */
export function provincesNamed(text: string): Province[] {
  return provinces.filter(({ name }) => {
    const at = text.indexOf(name)
    return at >= 0 && !/^(州|藏族|路|街|区|县|镇|乡)/.test(text.slice(at + name.length))
  })
}
