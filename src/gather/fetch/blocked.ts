/**
 * Recognises answers that are not the site but a guard in front of it: cookie scripts (412, 521), 202 challenges, captcha
 * pages, and refusals. Such a target is `blocked`, never "down": a visitor with a browser may well get in.
 */
import { headerText, type RawHeaders } from './headers.ts'

interface Answer {
  readonly status: number
  readonly headers: RawHeaders
  readonly body: Buffer
}

/** Markers in the body, as latin1 or UTF-8 text. Every one was seen on a guard's own page, not on a site behind it. */
const bodyMarkers: readonly (readonly [marker: RegExp, guard: string])[] = [
  [/__jsl_clearance|__jsluid/, '加速乐'],
  [/acw_sc__v[23]|aliyun_waf|errors\.aliyun\.com|x5secdata|\/_____tmd_____\//, '阿里云盾'],
  [/\$_ts\s*=|\$_ts\.(nsd|cd)|window\[['"]\$_ts/, '瑞数'],
  [/wzws-waf-cgi|wangzhan\.360|360wzws/, '360网站卫士'],
  [/yunsuo_session|yunsuologo|YunSuoAutoJump|security_verify_data/, '云锁'],
  [/waf\.tencent-cloud|T-Sec-Waf|tencent-captcha|turing\.captcha\.qcloud/i, '腾讯云WAF'],
  [/safeline|chaitin/i, '长亭雷池'],
  [/365cyd|knownsec|创宇盾/i, '创宇盾'],
  [/safedog|安全狗/i, '安全狗'],
  [/yunjiasu|百度云加速/i, '百度云加速'],
  [/cf-chl-|challenge-platform|Just a moment\.\.\./, 'Cloudflare'],
  [/_Incapsula_Resource|Incapsula incident/i, 'Imperva'],
  [/__tst_status|EO_Bot_Ssid/, '腾讯云 EdgeOne'],
  [/btwaf|宝塔.{0,6}防火墙/i, '宝塔防火墙'],
  [/奇安信.{0,6}(网站|防护|云)|qianxin.{0,20}waf/i, '奇安信网神'],
  [/awswaf|token\.awswaf/i, 'AWS WAF'],
  [/护卫神.{0,10}(防护|拦截)/, '护卫神'],
  [/D盾_?(拦截|防火墙)|D盾.{0,4}拦截提示/, 'D盾'],
  [/绿盟.{0,20}(拦截|防护)|nsfocus/i, '绿盟WAF'],
  [/sangfor|深信服.{0,20}(拦截|防护|阻断)/i, '深信服WAF'],
  [/玄武盾|dbappwaf|安恒.{0,20}(拦截|防护)/i, '玄武盾'],
  [/网防G01/i, '网防G01'],
  [/天融信.{0,20}(拦截|防护)|topsec/i, '天融信WAF'],
  [/HWWAF|华为云.{0,20}(拦截|防护)|请求疑似攻击/i, '华为云WAF'],
  [/JCloud-?WAF|京东云.{0,20}(拦截|防护)/i, '京东云WAF'],
  [/The requested URL was rejected\. Please consult with your administrator/i, 'F5 WAF'],
  [/Mod_?Security/i, 'ModSecurity'],
  [/网站防火墙|Web应用防火墙|应用防火墙|WAF拦截|waf_text/i, '网站防火墙'],
]
/** What guards say that do not tell their name; elsewhere it may be said of something. */
const namelessMarkers: typeof bodyMarkers = [
  [/(请求|访问|操作)(已)?被(拦截|阻断|拒绝)|可能(存在|对网站造成)(威胁|危险|安全威胁)|访问(过于|太)频繁/, '网站防火墙'],
  [
    /(所在|来自).{0,6}(地区|国家|IP).{0,12}(禁止|不允许|无法|限制|不能)访问|(禁止|限制)(境外|海外)(IP|访问)/i,
    '网站防火墙',
  ],
  [/(完成|进行|通过)?(安全|人机|滑块|滑动|访问)验证|请输入验证码(后)?(继续|再)|captcha/i, '验证码'],
]

/** Statuses that guards use for themselves; with a marker they are certainly a guard's. */
const guardStatuses = new Set([401, 403, 405, 406, 412, 418, 429, 468, 493, 503, 512, 521, 567])
/** A real page is longer than the few words around a challenge. */
const challengeTextChars = 300

/** Who blocks and how, one phrase in Chinese; `null` when the answer is the site's own. */
export function recogniseBlock(answer: Answer): string | null {
  const { status, headers } = answer
  if (headerText(headers, 'cf-mitigated') === 'challenge') return `Cloudflare 质询（${status}）`
  if (headerText(headers, 'x-amzn-waf-action') !== undefined) return `AWS WAF 质询（${status}）`
  if (status === 412 || status === 521) return `${guardOf(answer) ?? '防火墙'}脚本质询（${status}）`
  if (status === 429) return '访问过于频繁被限制（429）'
  if (status === 403) return `${guardOf(answer) ?? '服务器'}拒绝访问（403）`
  if (guardStatuses.has(status)) {
    const guard = guardOf(answer)
    return guard === null ? null : `${guard}拦截（${status}）`
  }
  // Any other error may be a guard's as well, where it says its name: but what is gone is gone.
  if (status >= 400 && status !== 404 && status !== 410) {
    const guard = markerIn(answer.body, bodyMarkers)
    return guard === null ? null : `${guard}拦截（${status}）`
  }
  if (status >= 200 && status < 300) {
    if (status === 202 && answer.body.length === 0) return '空的 202 质询'
    if (looksLikeContent(answer.body)) return null
    // Only pages challenge; a feed or a script may well speak of captchas.
    if (!/<(html|script|body|!doctype html)/i.test(answer.body.subarray(0, 4096).toString('latin1'))) return null
    if (setsCookieAndReloads(answer)) return `脚本质询页面（${status}）`
    const guard = guardOf(answer)
    if (guard !== null && visibleChars(answer.body) < challengeTextChars) return `${guard}质询页面（${status}）`
    // "Accepted", and nothing but a script: no site answers a visitor so.
    if (status === 202 && /<script/i.test(answer.body.toString('latin1')) && visibleChars(answer.body) < 50)
      return `脚本质询页面（${status}）`
  }
  return null
}

const linkEnd = Buffer.from('</a>')

/** Ten links make a page: looked for first, because nearly all answers are pages and everything else costs more. */
function looksLikeContent(body: Buffer): boolean {
  let at = -1
  for (let links = 0; links < 10; links += 1) {
    at = body.indexOf(linkEnd, at + 1)
    if (at < 0) return false
  }
  return true
}

/** A guard that nobody has named yet: nothing to see but a script that sets a cookie and asks again. */
function setsCookieAndReloads({ body }: Answer): boolean {
  const text = body.subarray(0, 16_384).toString('latin1')
  if (!/document\.cookie\s*=/.test(text)) return false
  return /location\.reload\s*\(/.test(text) && visibleChars(body) < 50
}

function guardOf({ headers, body }: Answer): string | null {
  const setCookie = headers.filter(([name]) => name.toLowerCase() === 'set-cookie').map(([, value]) => value)
  if (setCookie.some((value) => /^__jsluid|^__jsl_clearance/.test(value))) return '加速乐'
  if (setCookie.some((value) => value.startsWith('HWWAFSES'))) return '华为云WAF'
  return markerIn(body, bodyMarkers) ?? markerIn(body, namelessMarkers)
}

function markerIn(body: Buffer, markers: typeof bodyMarkers): string | null {
  // The head of a page is enough, and GBK pages keep their ASCII markers.
  const text = body.subarray(0, 16_384).toString('utf8')
  return markers.find(([marker]) => marker.test(text))?.[1] ?? null
}

function visibleChars(body: Buffer): number {
  if (body.length > 400_000) return Number.POSITIVE_INFINITY
  return body
    .toString('utf8')
    .replace(/<(script|style|noscript|head)\b[^]*?(<\/\1\s*>|$)/gi, '')
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, '').length
}
