/** 误报原因: why a finding is dismissed. The list is open: what is in none of its words is `other` and keeps its own. */
export const dismissalReasons = {
  updated: '已更新',
  dynamicPage: '动态页面未渲染完整',
  loginRequired: '登录后可见',
  temporaryFault: '临时故障',
  notOurs: '非本单位内容',
  quotation: '引用原文',
  properName: '专有名称',
  wrongDate: '日期识别错误',
  wrongColumn: '栏目类别登记有误',
  outOfScope: '不属于检查范围',
  duplicate: '重复问题',
} as const

/** The code of a reason: its own word, or a text that begins with it. */
export function dismissalCode(reason: string): keyof typeof dismissalReasons | 'other' {
  const known = Object.entries(dismissalReasons).find(([code, words]) => reason === code || reason.startsWith(words))
  return (known?.[0] as keyof typeof dismissalReasons | undefined) ?? 'other'
}
