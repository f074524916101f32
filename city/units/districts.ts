/** The 16 districts with division codes (GB/T 2260), in the order of pinyin. */
export interface DistrictName {
  readonly stem: string
  readonly slug: string
  readonly division: string
}

export const districtNames: readonly DistrictName[] = [
  { stem: '宝山', slug: 'baoshan', division: '310113' },
  { stem: '长宁', slug: 'changning', division: '310105' },
  { stem: '崇明', slug: 'chongming', division: '310151' },
  { stem: '奉贤', slug: 'fengxian', division: '310120' },
  { stem: '虹口', slug: 'hongkou', division: '310109' },
  { stem: '黄浦', slug: 'huangpu', division: '310101' },
  { stem: '嘉定', slug: 'jiading', division: '310114' },
  { stem: '金山', slug: 'jinshan', division: '310116' },
  { stem: '静安', slug: 'jingan', division: '310106' },
  { stem: '闵行', slug: 'minhang', division: '310112' },
  { stem: '浦东', slug: 'pudong', division: '310115' },
  { stem: '普陀', slug: 'putuo', division: '310107' },
  { stem: '青浦', slug: 'qingpu', division: '310118' },
  { stem: '松江', slug: 'songjiang', division: '310117' },
  { stem: '徐汇', slug: 'xuhui', division: '310104' },
  { stem: '杨浦', slug: 'yangpu', division: '310110' },
]

/** 浦东 is a 新区, the others are 区. */
export function districtFullName(stem: string): string {
  return stem === '浦东' ? '浦东新区' : `${stem}区`
}
