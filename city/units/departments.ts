/** The 42 municipal departments that have a site, in the order of the short names' pinyin. */
export interface DepartmentName {
  readonly shortName: string
  readonly name: string
  readonly slug: string
  readonly accountStem: string
  /** No public-facing services: clauses on services are not asked of it. */
  readonly withoutServices?: true
}

export const departmentNames: readonly DepartmentName[] = [
  { shortName: '市财政局', name: '上海市财政局', slug: 'caizheng', accountStem: '上海财政' },
  { shortName: '市城管执法局', name: '上海市城市管理行政执法局', slug: 'chengguan', accountStem: '上海城管' },
  { shortName: '市地方金融局', name: '上海市地方金融管理局', slug: 'jinrong', accountStem: '上海金融' },
  { shortName: '市发展改革委', name: '上海市发展和改革委员会', slug: 'fagai', accountStem: '上海发展改革' },
  { shortName: '市房屋管理局', name: '上海市房屋管理局', slug: 'fangguan', accountStem: '上海房管' },
  { shortName: '市公安局', name: '上海市公安局', slug: 'gongan', accountStem: '警民直通车上海' },
  { shortName: '市规划资源局', name: '上海市规划和自然资源局', slug: 'guihua', accountStem: '上海规划资源' },
  { shortName: '市国动办', name: '上海市国防动员办公室', slug: 'guodong', accountStem: '上海国动' },
  { shortName: '市国资委', name: '上海市国有资产监督管理委员会', slug: 'guozi', accountStem: '上海国资' },
  {
    shortName: '市合作交流办',
    name: '上海市人民政府合作交流办公室',
    slug: 'hezuo',
    accountStem: '上海合作交流',
    withoutServices: true,
  },
  {
    shortName: '市机管局',
    name: '上海市机关事务管理局',
    slug: 'jiguan',
    accountStem: '上海机关事务',
    withoutServices: true,
  },
  {
    shortName: '市监狱管理局',
    name: '上海市监狱管理局',
    slug: 'jianyu',
    accountStem: '上海监狱',
    withoutServices: true,
  },
  { shortName: '市交通委', name: '上海市交通委员会', slug: 'jiaotong', accountStem: '上海交通' },
  { shortName: '市教委', name: '上海市教育委员会', slug: 'jiaoyu', accountStem: '上海教育' },
  { shortName: '市经济信息化委', name: '上海市经济和信息化委员会', slug: 'jingxin', accountStem: '上海经信' },
  { shortName: '市科委', name: '上海市科学技术委员会', slug: 'kewei', accountStem: '上海科技' },
  { shortName: '市粮食物资储备局', name: '上海市粮食和物资储备局', slug: 'liangshi', accountStem: '上海粮食物资' },
  { shortName: '市绿化市容局', name: '上海市绿化和市容管理局', slug: 'lvhua', accountStem: '绿色上海' },
  { shortName: '市民政局', name: '上海市民政局', slug: 'minzheng', accountStem: '上海民政' },
  { shortName: '市民族宗教局', name: '上海市民族和宗教事务局', slug: 'minzong', accountStem: '上海民宗发布' },
  { shortName: '市农业农村委', name: '上海市农业农村委员会', slug: 'nongye', accountStem: '上海三农' },
  { shortName: '市人力资源社会保障局', name: '上海市人力资源和社会保障局', slug: 'renshe', accountStem: '上海人社' },
  { shortName: '市商务委', name: '上海市商务委员会', slug: 'shangwu', accountStem: '上海商务' },
  { shortName: '市审计局', name: '上海市审计局', slug: 'shenji', accountStem: '上海审计', withoutServices: true },
  { shortName: '市生态环境局', name: '上海市生态环境局', slug: 'shengtai', accountStem: '上海环境' },
  { shortName: '市市场监管局', name: '上海市市场监督管理局', slug: 'shichang', accountStem: '上海市场监管' },
  { shortName: '市数据局', name: '上海市数据局', slug: 'shuju', accountStem: '上海数据' },
  { shortName: '市水务局', name: '上海市水务局', slug: 'shuiwu', accountStem: '上海水务海洋' },
  { shortName: '市司法局', name: '上海市司法局', slug: 'sifa', accountStem: '上海司法行政' },
  { shortName: '市体育局', name: '上海市体育局', slug: 'tiyu', accountStem: '上海体育' },
  { shortName: '市统计局', name: '上海市统计局', slug: 'tongji', accountStem: '上海统计' },
  { shortName: '市退役军人局', name: '上海市退役军人事务局', slug: 'tuiyi', accountStem: '上海退役军人' },
  { shortName: '市外办', name: '上海市人民政府外事办公室', slug: 'waiban', accountStem: '上海外事' },
  { shortName: '市卫生健康委', name: '上海市卫生健康委员会', slug: 'weijian', accountStem: '健康上海' },
  { shortName: '市文化旅游局', name: '上海市文化和旅游局', slug: 'wenlv', accountStem: '上海文旅' },
  {
    shortName: '市信访办',
    name: '上海市人民政府信访办公室',
    slug: 'xinfang',
    accountStem: '上海信访',
    withoutServices: true,
  },
  { shortName: '市药品监管局', name: '上海市药品监督管理局', slug: 'yaojian', accountStem: '上海药监' },
  { shortName: '市医保局', name: '上海市医疗保障局', slug: 'yibao', accountStem: '上海医保' },
  { shortName: '市应急局', name: '上海市应急管理局', slug: 'yingji', accountStem: '上海应急' },
  {
    shortName: '市政府研究室',
    name: '上海市人民政府研究室',
    slug: 'yanjiushi',
    accountStem: '上海研究',
    withoutServices: true,
  },
  { shortName: '市知识产权局', name: '上海市知识产权局', slug: 'zhishi', accountStem: '上海知识产权' },
  {
    shortName: '市住房城乡建设管理委',
    name: '上海市住房和城乡建设管理委员会',
    slug: 'zhujian',
    accountStem: '上海住建',
  },
]

/** The 4 administrative committees (管委会). */
export const committeeNames: readonly DepartmentName[] = [
  {
    shortName: '虹桥商务区管委会',
    name: '上海虹桥国际中央商务区管理委员会',
    slug: 'hongqiao',
    accountStem: '上海大虹桥',
  },
  { shortName: '化工区管委会', name: '上海化学工业区管理委员会', slug: 'huagong', accountStem: '上海化工区' },
  {
    shortName: '临港新片区管委会',
    name: '上海自由贸易试验区临港新片区管理委员会',
    slug: 'lingang',
    accountStem: '上海临港',
  },
  { shortName: '旅游度假区管委会', name: '上海国际旅游度假区管理委员会', slug: 'dujia', accountStem: '上海旅游度假区' },
]

/** The 4 bodies below departments that own a sub-site, with the department's slug. */
export const subsiteNames: readonly (DepartmentName & { readonly parentSlug: string })[] = [
  {
    shortName: '市不动产登记中心',
    name: '上海市不动产登记中心',
    slug: 'budongchan',
    accountStem: '上海不动产登记',
    parentSlug: 'guihua',
  },
  {
    shortName: '市道路运输局',
    name: '上海市道路运输管理局',
    slug: 'daoyun',
    accountStem: '上海道路运输',
    parentSlug: 'jiaotong',
  },
  {
    shortName: '市教育考试院',
    name: '上海市教育考试院',
    slug: 'kaoshi',
    accountStem: '上海教育考试',
    parentSlug: 'jiaoyu',
  },
  {
    shortName: '市社保中心',
    name: '上海市社会保险事业管理中心',
    slug: 'shebao',
    accountStem: '上海社保',
    parentSlug: 'renshe',
  },
]
