/** For tests: pages that are not there and answer 200, in all their disguises, and pages that only speak of such. */
import { html, page, redirect } from '../test-plays.ts'
import { broken, ok, type Case, type Faults } from './fault.ts'

const navigation = `<ul>${Array.from({ length: 12 }, (_, at) => `<li>栏目${at}信息公开</li>`).join('')}</ul>`
/** A whole portal around what is said: two thousand characters of links, and a footer. */
const portal = (title: string, content: string) =>
  `<title>${title}</title><div class="nav">${Array.from({ length: 150 }, (_, at) => `<a href="/missing/">政务公开目录第${at}栏</a>`).join(' ')}</div>` +
  `<div class="main">${content}</div><div class="footer">主办：某市人民政府办公室 网站标识码：3100000001 沪公网安备 31010102000001号 联系电话：12345</div>`
const long = '各单位要认真开展网站检查工作，及时修复失效链接，确保网站内容准确、链接有效。'.repeat(30)

const missing: Readonly<Record<string, string>> = {
  只有题目: '<title>404</title><p>Oops</p>',
  英文: '<title>Page Not Found</title><h1>Sorry</h1>',
  已被删除: `<title>某市人民政府</title>${navigation}<div>抱歉，您访问的页面已被删除或不存在！</div>`,
  没有找到: `<title>提示</title>${navigation}很抱歉，没有找到您要的页面`,
  该信息: '<title>出错了</title>该信息已被删除',
  文章: '<title>系统提示</title>您所访问的文章不存在',
  下线: '<title>错误</title>对不起，您要查看的内容已下线。<a href="/">返回首页</a>',
  图的替代文字: '<title>某市</title><img src="/references/a.png" alt="404 页面不存在">',
  图的名称: '<title>某市人民政府</title><a href="/"><img src="/references/404.png"></a>',
  背景图: '<title>某市</title><body style="background:url(/references/404.png)">',
  微软: '<title>404 - 找不到文件或目录。</title><h2>404 - 找不到文件或目录。</h2><h3>您要查找的资源可能已被删除，已更改名称或者暂时不可用。</h3>',
  雄猫: '<title>HTTP Status 404</title><h1>HTTP Status 404 – 未找到</h1>',
  阿帕奇: '<title>Error</title>The requested URL was not found on this server.',
  浏览器式: '<title>无法找到网页</title>您正在搜索的页面可能已经删除、更名或暂时不可用。',
  走丢: '<title>网站</title><h1>页面走丢了</h1><p>5秒后返回首页</p>',
  繁体: '<title>某局</title>參數錯誤，您所要瀏覽的網頁不存在',
  编号: '<title>提示信息</title>文章ID不存在或已删除！',
  消息框退回: '<script>alert("该文章不存在或已被删除");history.back();</script>',
  消息框回首页: '<script>alert("您访问的信息不存在！");window.location.href="/";</script>',
  消息框关闭: "<script>alert('内容不存在');window.close();</script>",
  此内容: '<title>某网</title>此内容不存在',
  未审核: '<title>某网</title>没有该文章或该文章未审核',
  站点: '<title>某网</title>站点不存在或已关闭',
  说完回首页: '<title>提示</title><meta http-equiv="refresh" content="3;url=/">抱歉，您访问的页面不存在，3秒后返回首页',
  说完脚本回首页: '<title>提示</title>您访问的页面不存在<script>setTimeout("location.href=\'/\'", 3000)</script>',
  整个门户: portal('某市人民政府', '<p>对不起，您访问的页面不存在或已被删除。</p>'),
  整个门户有题: portal('页面不存在', '<p>小编正在努力寻找。</p>'),
  长页有题: `<title>404 Not Found</title><p>${long.repeat(4)}</p>`,
  飞走: '<title>某市</title><p>哎呀，您访问的页面飞走了</p>',
  参数: '<title>错误提示</title>参数错误，没有找到该信息',
}

const present: Readonly<Record<string, string>> = {
  谈四零四: `<title>关于整治404页面的通知</title><h1>关于整治404页面的通知</h1><p>${long}</p>`,
  四零四医院: `<title>404医院新址启用</title><h1>404医院新址启用</h1><p>近日，404医院新址正式启用，市领导出席仪式。</p><p>${long.slice(0, 200)}</p>`,
  常见问题:
    '<title>上传附件时提示文件不存在怎么办</title><h1>常见问题</h1><p>答：请检查文件名后重新上传，仍不成功的请拨打服务热线咨询。工作时间为周一至周五。</p>',
  答复: '<title>网友留言答复</title><p>问：网站上的“办事指南”页面找不到了。答：您好，该栏目已调整到政务服务频道，给您带来不便敬请谅解。</p>',
  栏目调整:
    '<title>关于原栏目已删除的说明</title><p>因机构改革，原“政务动态”栏目内容已删除并合并到新栏目，请到新栏目查看。特此说明。</p>',
  会议室: '<title>办公室404会议通知</title><p>定于周五在办公楼404室召开例会，请准时参加。</p>',
  空列表: `<title>公示公告</title>${navigation}<p>暂无数据</p>`,
  无结果: '<title>站内搜索</title><form><input name=q></form><p>没有找到相关结果</p>',
  短: '<title>联系我们</title><p>电话 12345</p>',
  遗失: '<title>遗失声明</title><p>张三遗失身份证，证件找不到，声明作废。文件未找到原件。</p>',
  门户留言: portal(
    '留言选登',
    '<h1>网页打不开</h1><p>来信：贵局网站的办事页面不存在，请问怎么办？回复：您好，经核实该页面已经恢复，感谢您的监督。</p>',
  ),
  一张图: '<title>政策图解</title><img src="/references/a.png" alt="一图读懂">',
  四零四路:
    '<title>某市</title><img src="/references/404.png" alt="路线"><p>公交404路线路图，首末班时间六点至二十二点，途经人民广场、市政府、火车站等二十余站，请市民按图乘车，线路调整以现场公告为准。</p>',
}

export function missingPages(): Faults {
  const cases: Case[] = [
    ...Object.entries(missing).map(([name, source], at) =>
      broken(name, 'softNotFound', `/missing/${at}.html`, html(source)),
    ),
    ...Object.entries(present).map(([name, source], at) => ok(name, `/present/${at}.html`, html(source))),
  ]
  /** What this part of the site answers to whatever is asked: never twice the same. */
  const template = () => {
    const shuffled = ['会议', '通知', '公示', '政策', '服务', '旅游'].toSorted(() => Math.random() - 0.5)
    return html(
      `<title>某某门户</title>${navigation}<p>请求号${Math.random()}，时间${new Date().toISOString()}</p><p>热点：${shuffled.join('、')}</p>`,
    )
  }
  return {
    cases: [
      ...cases,
      ok('首页的别名', '/alias/0.html'),
      ok('与首页只差数字', '/numbers/2020/1.html'),
      broken('同于首页', 'softNotFound', '/copies/2020/1.html'),
      broken('同于乱写', 'softNotFound', '/template/2020/a.html'),
      broken('同于乱写二', 'softNotFound', '/template/b.html'),
      ok('不同于乱写', '/template/real.html', page('模板里的真页')),
      broken('都到搜索页', 'softNotFound', '/lost/2019/12/t1.html'),
      ok('不到搜索页', '/lost/real.html', page('没有丢的页')),
      broken('长导航同于乱写', 'softNotFound', '/wide/2020/a.html'),
      ok('长导航有内容', '/wide/real.html', html(wide('这一篇有自己的内容，讲的是春季造林的安排和各街道的任务。'))),
    ],
    plays: {
      '/missing/': page('栏目目录'),
      '/search?q=t1.html': page('站内搜索结果'),
    },
    others: (url) => {
      if (url.startsWith('/template/')) return template()
      if (url.startsWith('/lost/')) return redirect(`/find?key=${encodeURIComponent(url.split('/').at(-1)!)}`)
      if (url.startsWith('/find?'))
        return html(`<title>站内搜索</title>${navigation}<p>搜索 ${url.slice(10)} 的结果如下</p>`)
      return url.startsWith('/wide/') ? html(wide('')) : undefined
    },
  }
}

/** More links than are read of a page's text, and only behind them what the page says. */
const wide = (content: string) =>
  `<title>某市人民政府</title>${Array.from({ length: 400 }, (_, at) => `<a href="/missing/">公开目录第${at}号栏目名称</a>`).join('')}<p>${content}</p>`
