/** What stands in the audit log, in Chinese. An action that is not here is shown by its code. */
const groups: Readonly<Record<string, readonly [string, Readonly<Record<string, string>>]>> = {
  user: [
    '用户',
    {
      signedIn: '登录',
      signInFailed: '登录失败',
      signedOut: '退出登录',
      locked: '锁定用户',
      unlocked: '解锁用户',
      created: '新建用户',
      authorised: '授予角色和范围',
      disabled: '停用用户',
      enabled: '启用用户',
      passwordReset: '重置密码',
      passwordChanged: '修改密码',
      sessionEnded: '结束一次登录',
      sessionsEnded: '结束全部登录',
      secondFactorSet: '启用动态验证码',
      secondFactorRemoved: '停用动态验证码',
    },
  ],
  key: ['接口密钥', { created: '新建接口密钥', revoked: '吊销接口密钥' }],
  view: ['列表视图', { shared: '与全体共享视图', unshared: '停止共享视图' }],
  kiosk: ['大屏令牌', { created: '新建大屏令牌', extended: '延长大屏令牌', revoked: '吊销大屏令牌' }],
  registry: ['名录', { imported: '导入名录' }],
  accounts: ['账号', { changed: '更改账号' }],
  source: ['采集来源', { added: '增加来源', changed: '更改来源' }],
  posts: ['发布记录', { imported: '导入发布记录', reported: '单位自报' }],
  captures: ['人工采集', { imported: '导入人工采集' }],
  credential: ['密钥', { set: '录入密钥', removed: '删除密钥' }],
  campaign: [
    '检查',
    {
      opened: '立项',
      frozen: '冻结名录',
      sampled: '抽样',
      started: '启动检查',
      collected: '检查完成',
      rejudged: '重新判定',
      rulesAdopted: '采用新版口径',
    },
  ],
  sample: ['抽样', { replaced: '替换样本' }],
  inspections: ['检查对象', { paused: '暂停', resumed: '继续', cancelled: '取消', requeued: '放回队列' }],
  crawling: ['采集', { stopped: '停止采集', resumed: '恢复采集' }],
  crawlHours: ['采集时段', { set: '设定采集时段' }],
  robotsAuthority: ['授权', { recorded: '登记采集授权', ended: '终止采集授权' }],
  review: [
    '复核',
    {
      claimed: '领取',
      claimReleased: '退回领取',
      decided: '作出结论',
      batchDecided: '批量作出结论',
      blindShareSet: '设定双盲比例',
    },
  ],
  exemption: ['白名单', { added: '登记白名单', ended: '终止白名单' }],
  link: ['错链', { confirmed: '人工确认错链' }],
  archive: ['网页存档', { read: '读取网页存档' }],
  rules: ['检查口径', { corrected: '更正检查口径' }],
  notice: ['整改通知', { drafted: '起草通知', sent: '发出通知' }],
  extension: ['延期', { asked: '申请延期' }],
  selfCheck: ['自查', { started: '发起自查' }],
  warnings: ['预警', { raised: '产生预警', sent: '发送预警' }],
  alert: ['告警', { opened: '告警', closed: '告警解除' }],
  guard: ['重保期', { opened: '登记重保期', ended: '结束重保期' }],
  maintenance: ['维护时段', { registered: '登记维护时段' }],
  bulletin: ['通报', { drafted: '起草通报' }],
  channel: [
    '投送渠道',
    { added: '增加渠道', changed: '更改渠道', retired: '停用渠道', rested: '渠道暂歇', tested: '发送测试消息' },
  ],
  recipient: ['收件方', { added: '增加收件方', removed: '删除收件方' }],
  template: ['消息模板', { saved: '保存模板' }],
  dispatch: ['消息', { resent: '重发消息', read: '登记已读' }],
  backup: ['备份', { started: '开始备份', finished: '备份完成', failed: '备份失败', removed: '清理旧备份' }],
}

export function actionName(action: string): string {
  const [group = '', happened = ''] = action.split('.')
  return groups[group]?.[1][happened] ?? action
}

/** For a filter: a whole group by its code with a dot at the end. */
export const actionGroups = Object.entries(groups).map(([group, [label]]) => ({ value: `${group}.`, label }))
