/**
 * What can be wrong with a link: one row per class, with the outcome that it means and the advice for the site's editor.
 * The classes are part of the report's contract (docs/reference/check.md): they may be added to, never renamed.
 */

/** `ok`, and what is not: only `broken` and `unreachable` say that a visitor gets nothing. */
export const linkOutcomes = [
  'ok',
  'broken',
  'blocked',
  'slow',
  'unreachable',
  'redirected-away',
  'wrong-target',
  'insecure',
  'unchecked',
] as const
export type LinkOutcomeName = (typeof linkOutcomes)[number]

/** Whether a visitor gets nothing. */
export const isFailure = (outcome: LinkOutcomeName): boolean => outcome === 'broken' || outcome === 'unreachable'

interface LinkError {
  readonly outcome: Exclude<LinkOutcomeName, 'ok'>
  /** What is wrong, in a few words. */
  readonly title: string
  /** What the editor can do. */
  readonly advice: string
}

const row = (outcome: LinkError['outcome'], title: string, advice: string): LinkError => ({ outcome, title, advice })

export const linkErrors = {
  // the server answered, and the answer is an error
  notFound: row('broken', '页面不存在', '核对地址；页面已迁移的改为新地址，已撤下的删除该链接'),
  gone: row('broken', '页面已永久删除', '删除该链接，或改为替代页面的地址'),
  methodRefused: row('broken', '服务器不接受访问方式', '核对地址是否为供提交数据的接口，不应作为链接公开'),
  requestRefused: row('broken', '服务器不接受该请求', '核对地址中的参数是否完整、是否含有非法字符'),
  serverError: row('broken', '服务器内部错误', '通知目标网站的技术人员查看服务器日志'),
  badGateway: row('broken', '网关或上游服务故障', '通知目标网站的技术人员检查反向代理与后端服务'),
  serverUnavailable: row('broken', '服务暂时不可用', '过一段时间复查；持续出现的通知目标网站'),
  gatewayTimeout: row('broken', '网关等待后端超时', '通知目标网站的技术人员检查后端服务'),
  oddStatus: row('broken', '服务器应答的状态码异常', '通知目标网站的技术人员检查服务器配置'),
  softNotFound: row('broken', '应答正常，内容却是“页面不存在”', '修正或删除该链接；并请网站对不存在的页面应答 404'),
  emptyAnswer: row('broken', '应答没有内容', '通知目标网站检查页面或文件是否为空'),
  // there was no answer that could be used
  dns: row('broken', '域名无法解析', '核对域名拼写；域名已停用的删除该链接'),
  refused: row('broken', '连接被拒绝', '核对地址和端口；服务已停用的删除该链接'),
  reset: row('broken', '连接被中断，没有应答', '稍后复查；持续出现的通知目标网站'),
  badHttp: row('broken', '应答不合 HTTP 规范，浏览器也无法打开', '通知目标网站的技术人员检查服务器软件'),
  badEncoding: row('broken', '声明的压缩格式与内容不符', '通知目标网站的技术人员检查压缩（Content-Encoding）配置'),
  tls: row('broken', '安全连接（TLS）无法建立', '通知目标网站检查 HTTPS 配置；仅支持国密算法的须用国密浏览器核对'),
  timeout: row('unreachable', '规定时间内没有应答', '换时段复查；持续出现的通知目标网站'),
  bodyTimeout: row('unreachable', '应答后规定时间内没有传完', '换时段复查；检查目标网站的带宽和页面大小'),
  slow: row('slow', '打开缓慢', '检查目标网站的性能；大文件宜注明大小'),
  // redirects
  redirectLoop: row('broken', '循环重定向', '通知目标网站检查跳转规则；链接宜直接写最终地址'),
  tooManyRedirects: row('broken', '重定向次数过多', '链接宜直接写最终地址'),
  badRedirect: row('broken', '重定向到不正确的地址', '通知目标网站检查跳转规则'),
  redirectedHome: row('redirected-away', '页面已不在，被转到网站首页', '改为该内容的新地址；内容已撤下的删除该链接'),
  redirectedAway: row(
    'redirected-away',
    '被转到其他网站',
    '核对现网站是否为原主办方；已迁移的改为新地址，域名易主的立即删除',
  ),
  // the target is not what was promised
  wrongType: row('wrong-target', '内容类型与链接不符', '核对地址；图片、样式、脚本或附件已失效的重新上传'),
  textNamesOther: row('wrong-target', '链接文字是一个网址，实际指向另一个网站', '把链接改为文字所写的网址，或改正文字'),
  localFile: row('wrong-target', '链接指向编辑者自己的电脑', '上传文件后改为网站上的地址'),
  // addresses
  badAddress: row('broken', '链接地址不合规范', '改正地址：去掉多余的空格、引号、全角符号等'),
  badMail: row('broken', '邮件链接不正确', '写作 mailto:名称@域名'),
  badPhone: row('broken', '电话链接不正确', '写作 tel:区号-号码'),
  // the connection is not to be trusted
  certificateExpired: row('insecure', '安全证书已过期', '通知目标网站更换证书'),
  certificateNotYetValid: row('insecure', '安全证书尚未生效', '通知目标网站检查证书和服务器时钟'),
  certificateMismatch: row('insecure', '安全证书与域名不符', '通知目标网站更换含该域名的证书，或改用证书上的域名'),
  certificateSelfSigned: row('insecure', '安全证书为自签名', '通知目标网站换用受信任机构签发的证书'),
  certificateChain: row('insecure', '服务器没有发送中间证书', '通知目标网站补全证书链；部分浏览器会因此报警'),
  certificateUntrusted: row('insecure', '安全证书的签发机构不受信任', '通知目标网站换用受信任机构签发的证书'),
  tlsOutdated: row(
    'insecure',
    '加密协议过旧（TLS 1.0 或 1.1）',
    '通知目标网站启用 TLS 1.2 以上版本；现行浏览器已不接受',
  ),
  mixedContent: row('insecure', 'HTTPS 页面引用了不加密的资源', '把资源地址改为 https'),
  // somebody stands in front of the target: it is not down
  challenge: row('blocked', '被防护系统质询', '用浏览器人工核对；可请目标网站放行检查程序'),
  accessDenied: row('blocked', '服务器拒绝访问', '用浏览器人工核对；仅对特定网络开放的应在链接处注明'),
  rateLimited: row('blocked', '访问过于频繁被限制', '降低检查速度后复查'),
  // not a verdict about the target
  loginRequired: row('unchecked', '需要登录', '登录后人工核对；应在链接处注明需要登录'),
  addressRefused: row(
    'unchecked',
    '地址在未获准访问的网络内',
    '公众无法访问内部网络的地址：核对链接是否应当公开；确需检查的用 --allow-network 放行',
  ),
  robots: row('unchecked', 'robots.txt 不允许访问', '由网站放行，或凭书面授权检查'),
  trap: row('unchecked', '疑似无限地址空间', '检查页面是否生成无穷无尽的链接（日历、筛选条件等）'),
  limit: row('unchecked', '检查范围已达上限', '提高页数或链接数上限后复查'),
  external: row('unchecked', '按要求未检查站外链接', '去掉 --no-external 后复查'),
  cancelled: row('unchecked', '检查中断', '重新检查'),
  siteDown: row('unchecked', '网站不再应答，停止检查', '网站恢复后重新检查'),
} as const satisfies Readonly<Record<string, LinkError>>

export type LinkErrorClass = keyof typeof linkErrors

/** Faults of the address as it is written: they do not pass, so nobody needs to look again. */
const ofAddress: ReadonlySet<LinkErrorClass> = new Set(['badAddress', 'badMail', 'badPhone'])

/** Whether a failure may pass: it counts against a site only when it lasts. */
export function mayPass(outcome: LinkOutcomeName, error: LinkErrorClass): boolean {
  return isFailure(outcome) && !ofAddress.has(error)
}
