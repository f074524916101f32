/**
 * 上海市: two parts (sites, new media), rates with one decimal, categories grouped as 门户与部门 · 子网站 · 管委会. The words are
 * our own; structure, order and counting follow the published bulletins of the city (S01, S52a).
 */
import type { BulletinStyle, ClauseWords } from '../style.ts'

/** One word per trigger: a wording error is not a leak. */
const incident = (fault: string): ClauseWords => ({ fault, predicate: '存在“{wording}”问题' })

export const shanghai: BulletinStyle = {
  id: 'shanghai',
  name: '上海市政府网站和政务新媒体检查通报',
  noticeNumber: '网检整改〔{year}〕{sequence}号',
  defaultIssuer: '上海市人民政府办公厅',
  documentKind: '通报',
  title: '本市政府网站和政务新媒体{year}年第{quarter}季度检查情况{documentKind}',
  rate: { decimals: 1, rounding: 'halfUp' },
  passRatePer: 'site',
  rangeDash: '-',
  namesInText: 30,
  siteGroups: [
    {
      id: 'portalsAndDepartments',
      label: '市、区政府门户网站以及市政府部门网站',
      categories: ['municipalPortal', 'districtPortal', 'department'],
    },
    { id: 'subsites', label: '市政府部门下属子网站', categories: ['subsite'] },
    { id: 'committees', label: '管委会网站', categories: ['committee'] },
  ],
  basisTitles: {
    '国办秘函〔2019〕19号': '国务院办公厅秘书局关于印发政府网站与政务新媒体检查指标、监管工作年度考核指标的通知',
    '国办公开办函〔2021〕31号': '国务院办公厅政府信息与政务公开办公室关于加强政务新媒体运营与监管机制建设的通知',
  },
  clauseWords: {
    'WEB-V1.1': incident('严重表述错误'),
    'WEB-V1.2': incident('泄密'),
    'WEB-V1.3': incident('违法和不良信息'),
    'WEB-V1.4': incident('安全事故'),
    'WEB-V1.5': incident('弄虚作假'),
    'WEB-V1.6': incident('负面舆情'),
    'WEB-V2': { fault: '站点无法访问', predicate: '{wording}' },
    'WEB-V3': { fault: '首页更新不及时', predicate: '{wording}' },
    'WEB-V4.1': { fault: '栏目更新不及时', predicate: '{wording}' },
    'WEB-V4.2': { fault: '栏目更新不及时', predicate: '{wording}' },
    'WEB-V4.3': { fault: '空白栏目', predicate: '{wording}' },
    'NM-V1': incident('安全、泄密事故等严重'),
    'NM-V2.1': { fault: '更新不及时', predicate: '在{wording}' },
  },
  otherClause: { fault: '{group}', predicate: '存在“{wording}”问题' },
  toneWords: {
    one: '个别',
    many: [
      { upToPercent: 3, word: '个别' },
      { upToPercent: 10, word: '少数' },
      { upToPercent: 50, word: '部分' },
      { upToPercent: 100, word: '多数' },
    ],
  },
  overallWords: {
    sites: [
      { upToPercent: 5, word: '总体运行情况较好' },
      { upToPercent: 20, word: '总体运行情况平稳' },
      { upToPercent: 100, word: '' },
    ],
    accounts: [
      { upToPercent: 5, word: '总体运行正常' },
      { upToPercent: 20, word: '总体运行平稳' },
      { upToPercent: 100, word: '' },
    ],
  },
  topicalHints: { 1: '清明、“五一”假期', 2: '汛期、暑期', 3: '国庆、中秋假期', 4: '元旦、春节假期' },
  headings: { overall: '总体情况', problems: '主要问题', rectification: '整改落实情况', nextSteps: '下一步工作' },
  rectification: {
    all: '对检查发现并经复核的问题，已发出整改通知{notices}份，要求整改{whole}个，{counts}。',
    closed: { some: '已办结{count}个', every: '均已整改并办结' },
    withdrawn: { some: '经申诉撤销{count}个', every: '均经申诉撤销' },
    open: { some: '正在整改{count}个', every: '均在整改中' },
  },
  lookBack: {
    all: '对以往检查发现的{whole}个问题开展“回头看”，{counts}。',
    gone: { some: '{count}个没有再出现', every: '均没有再出现' },
    again: { some: '{count}个再次出现，已责成继续整改', every: '均再次出现，已责成继续整改' },
    open: { some: '{count}个尚无结论', every: '均尚无结论' },
  },
  preface:
    '按照{basis}等文件要求，{months}，我市组织实施了{year}年第{quarter}季度全市政府网站和政务新媒体检查。现将检查情况通报如下：',

  sites: {
    partTitle: '本市政府网站{year}年第{quarter}季度检查情况',
    total: '目前，全市正常运行的政府网站共{sites.total}家，其中，{groups}。',
    noneRunning: '目前，全市没有正常运行的政府网站。',
    group: '{label}{count}家',
    checked: '{months}，对{scope}{sites.checked}家政府网站开展检查，累计检查{sites.inspections}次{rechecks}。',
    scope: { all: '上述', some: '其中', other: '' },
    rechecks: '（含复查{sites.rechecks}次）',
    notChecked: '本季度未对政府网站开展检查。',
    verdict: '经检查和复核，{counts}，{passRate}{overall}。',
    qualified: '合格网站{sites.qualified}家',
    unqualified: '不合格网站{sites.unqualified}家',
    undecided: '尚无检查结论的网站{sites.undecided}家（不计入合格）',
    passRate: { site: '合格率为{sites.passRate}', inspection: '按检查次数计算的合格率为{sites.passRate}' },
    scan: '委托{by}对{sites.scan.scanned}家网站进行安全扫描，{result}。',
    scanResult: {
      allGood: '安全状况均为良好',
      mixed: '其中{sites.scan.good}家安全状况良好，{sites.scan.vulnerable}家存在安全漏洞',
      noneGood: '均存在安全漏洞',
    },
    messages:
      '截至{point}，本季度收到“政府网站找错”留言{messages.received}条，办结{messages.answered}条{rate}，{ending}。',
    messagesRate: '，按期办结率为{messages.inTimeRate}',
    messagesOverdue: '逾期未办的有{messages.overdue}条',
    messagesNoneOverdue: '没有逾期未办的留言',
    noIncidents: '检查中未发现安全、泄密事故等严重问题。',
    incidents: '检查发现存在安全、泄密事故等严重问题的网站{sites.incidents}家。',
    problems: '{tone}政府网站日常运维和内容保障不到位，存在{faults}问题（名单见{annex}）。',
    namedLead: '具体为：{named}。',
    named: '“{site}”（{organiser}主办）{predicates}',
    nextSteps: [
      '一是及时办理网民留言。各单位要安排专人每日查看“政府网站找错”平台和网站留言，收到后尽快核实、按期答复；经办人员变动的，要做好交接，防止留言逾期未办。',
      '二是严格把好信息发布关。落实信息发布审核制度，发布前核准文字、数据和来源，定期清查栏目更新、链接和附件，保证公众看得到、打得开、用得上。',
      '三是守牢网站安全底线。健全安全监测和应急处置机制，发现风险隐患立即处置，做好{hint}的网站值守，保障网站安全平稳运行。',
    ],
    annexTitle: '第{quarter}季度检查不合格的政府网站名单',
    annexHeadings: ['序号', '区/部门', '网站名称', '网站标识码', '问题'],
    annexNote: '注：监测时间点{points}',
    roundPoint: '第{round}轮{point}',
    roundProblem: '第{round}轮检查：{problem}',
  },

  accounts: {
    partTitle: '本市政务新媒体{year}年第{quarter}季度检查情况',
    checkedSome:
      '近期，通过技术监测与人工复核相结合的方式，从全市现有的{accounts.total}个政务新媒体账号中抽查了{accounts.inspected}个。',
    checkedAll:
      '近期，通过技术监测与人工复核相结合的方式，对全市现有的{accounts.total}个政务新媒体账号逐一进行了检查。',
    notChecked: '本季度未对政务新媒体账号开展检查。',
    strata: {
      census: { one: '对{label}普查{count}个', only: '此次检查系对{label}的普查。' },
      recheck: { one: '对{label}复查{count}个', only: '此次检查系对{label}的复查。' },
      newlyFiled: { one: '检查{label}{count}个', only: '此次检查的账号为{label}。' },
      handPicked: { one: '重点检查{label}{count}个', only: '此次检查的账号为{label}。' },
      spotCheck: { one: '从{label}中随机抽查{count}个', only: '此次检查的账号从{label}中随机抽取。' },
    },
    strataLead: '其中，{strata}{overlap}。',
    strataOverlap: '；有{accounts.strataOverlap}个账号同属不同类别，只统计一次',
    point: '监测时间点为{point}，时间段为{window}。',
    interval: '监测时间段为{window}。',
    noProblems: '经复核，此次检查未发现存在突出问题的账号。',
    problemCount: '经复核，存在{faults}问题的账号共{accounts.problem}个{rectified}。',
    rectifiedAll: '，目前均已完成整改并通过复查',
    rectifiedSome: '，其中{accounts.rectified}个已完成整改并通过复查',
    undecided: '另有{accounts.undecided}个账号尚无检查结论，不计入合格。',
    noIncidents: '检查中未发现安全、泄密事故等严重情况{overall}。',
    incidents: '检查发现存在安全、泄密事故等严重情况的账号{accounts.incidents}个。',
    problems: '{tone}政务新媒体账号日常运营和监管不到位，存在{faults}问题（名单见{annex}）。',
    namedLead: '具体为：{groups}。',
    namedOne: '{names}{predicate}',
    namedMany: '{names}均{predicate}',
    platformCount: '{platform}{count}个',
    countedLead: '按账号类型统计，{counts}。',
    nextSteps: [
      '一是提升内容质量。紧扣党中央、国务院重大决策部署和市委、市政府中心工作，围绕市民关心的事项做好政策发布、解读和服务信息推送，办好主账号，结合各平台特点改进表达方式和互动服务。',
      '二是压实运维责任。坚持“谁开设、谁主办”“谁管理、谁负责”，对账号更新、审核和安全情况开展日常监测；对检查发现的问题及时提醒、督促整改，适时组织“回头看”；对无力维护的账号，按规定程序整合或者注销。',
      '三是加强培训考核。面向各区、各部门业务人员组织实务培训和经验交流，讲清检查指标和常见问题，发挥考核评估的导向作用，持续提高全市政务新媒体运营管理水平。',
    ],
    annexTitle: '第{quarter}季度检查发现存在突出问题的政务新媒体名单',
    annexHeadings: ['序号', '区/部门', '账号类型', '账号名称', '问题'],
    annexNote: '注：监测时间点{point}，时间段为{window}',
    annexNoteInterval: '注：监测时间段为{window}',
  },
}
