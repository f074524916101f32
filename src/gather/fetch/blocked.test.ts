import { describe, expect, test } from 'vitest'
import { recogniseBlock } from './blocked.ts'

function answer(status: number, body = '', headers: [string, string][] = []) {
  return { status, headers, body: Buffer.from(body) }
}

const script = (code: string) => `<html><head><script>${code}</script></head><body></body></html>`
const longPage = `<html><body><script>$_ts={};</script>${'市政府召开常务会议研究部署下一阶段工作。'.repeat(30)}</body></html>`

describe('a guard in front of the site', () => {
  test.each([
    ['瑞数 412', answer(412, script("$_ts=window['$_ts'];")), '瑞数脚本质询（412）'],
    ['412 without anything known', answer(412), '防火墙脚本质询（412）'],
    ['加速乐 521', answer(521, script("document.cookie='__jsl_clearance=1'")), '加速乐脚本质询（521）'],
    ['加速乐 521 by cookie', answer(521, '', [['Set-Cookie', '__jsluid_h=1; path=/']]), '加速乐脚本质询（521）'],
    ['202 challenge', answer(202, script('$_ts.nsd=1')), '瑞数质询页面（202）'],
    ['empty 202', answer(202), '空的 202 质询'],
    [
      'a guard nobody has named',
      answer(200, script('document.cookie = "k=1"; location.reload()')),
      '脚本质询页面（200）',
    ],
    [
      '阿里云 cookie script with 200',
      answer(200, script("var arg1='A1';setCookie('acw_sc__v2',x)")),
      '阿里云盾质询页面（200）',
    ],
    [
      'captcha page with 200',
      answer(200, '<html><body>请完成安全验证后继续访问</body></html>'),
      '验证码质询页面（200）',
    ],
    [
      'Cloudflare',
      answer(503, '<title>Just a moment...</title>', [['cf-mitigated', 'challenge']]),
      'Cloudflare 质询（503）',
    ],
    ['AWS WAF', answer(202, '', [['x-amzn-waf-action', 'challenge']]), 'AWS WAF 质询（202）'],
    ['403 with words', answer(403, '<html>您的请求已被拦截</html>'), '网站防火墙拒绝访问（403）'],
    ['403 without words', answer(403, 'Forbidden'), '服务器拒绝访问（403）'],
    ['405 of a WAF', answer(405, '<html>errors.aliyun.com</html>'), '阿里云盾拦截（405）'],
    ['429', answer(429), '访问过于频繁被限制（429）'],
  ])('%s', (_name, given, expected) => expect(recogniseBlock(given)).toBe(expected))
})

describe('the site itself', () => {
  test.each([
    ['an ordinary page', answer(200, '<html><body>首页</body></html>')],
    ['a page behind a guard that still carries its script', answer(200, longPage)],
    ['a page with a captcha in its form', answer(200, longPage.replace('市政府', '请输入验证码后继续'))],
    [
      'an entry page that notes the language and goes on',
      answer(200, script('document.cookie = "lang=zh"; location.href = "/zh/"')),
    ],
    [
      'a page that may reload itself',
      answer(200, longPage.replace('$_ts={}', 'document.cookie = "a=1"; location.reload()')),
    ],
    ['a feed about captchas', answer(200, '<rss><title>安全验证</title></rss>')],
    ['404', answer(404, 'captcha')],
    ['500', answer(500)],
    ['503 without a guard', answer(503, '<h1>Service Unavailable</h1>')],
    ['405 without a guard', answer(405)],
  ])('%s', (_name, given) => expect(recogniseBlock(given)).toBe(null))
})
