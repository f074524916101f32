/** 网站标识码 (regulation 2.6): division code and serial for local sites, `bm` and eight digits for ministries. */

/** First two digits of GB/T 2260. */
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 66 71 81 82'.split(' '),
)

/** Whether the text can be a site code at all. */
export function isSiteCode(text: string): boolean {
  return /^bm\d{8}$/.test(text) || (/^\d{10}$/.test(text) && provinces.has(text.slice(0, 2)))
}
