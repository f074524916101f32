/** For tests: pages that send their visitor on by themselves, and pages that only look so. */
import { html } from '../test-plays.ts'
import { broken, ok, type Case, type Faults } from './fault.ts'

const there = '/to/land.html'
const dead = '/to/nope'

export function forwards(): Faults {
  const cases: Case[] = []
  const add = (leads: boolean, name: string, source: string) => {
    const href = `/forward/${cases.length}.html`
    cases.push(leads ? ok(name, href, html(source)) : broken(name, 'notFound', href, html(source)))
  }
  const text = (name: string) => `<title>${name}</title><p>这一页是${name}，自有内容，不往别处去。</p>`
  add(true, '刷新带引号', `<meta http-equiv="Refresh" content="0;URL='${there}'">`)
  add(false, '刷新大写', `<META HTTP-EQUIV=refresh CONTENT="1; url=${dead}">`)
  add(false, '刷新无 url', `<meta http-equiv=refresh content="0; ${dead}">`)
  add(false, '刷新空格', `<meta http-equiv = "refresh" content = " 0 ;  url = ${dead} ">`)
  add(false, '刷新逗号', `<meta http-equiv=refresh content="0,url=${dead}">`)
  add(true, '注释里的刷新', `<!-- <meta http-equiv=refresh content="0;url=${dead}"> -->${text('注释刷新')}`)
  add(true, '无脚本时刷新', `<noscript><meta http-equiv=refresh content="0;url=${dead}"></noscript>${text('无脚本')}`)
  add(true, '自己刷新', `<meta http-equiv=refresh content="5">${text('自己刷新')}`)
  add(false, '窗口地址', `<script>window.location.href='${dead}'</script>`)
  add(false, '顶层地址', `<script>top.location.href="${dead}";</script>`)
  add(false, '变量', `<script>var u="${dead}"; location.href=u;</script>`)
  add(false, '拼接', `<script>location.href='/to/'+'nope'</script>`)
  add(true, '拼接好的', `<script>location.href='/to/la'+'nd.html'</script>`)
  add(true, '模板', `<script>location.href=\`${there}\`</script>`)
  add(false, '载入时', `<body onload="location.href='${dead}'">跳</body>`)
  add(false, '立即函数', `<script>(function(){ location.replace("${dead}") })()</script>`)
  add(false, '定时函数', `<script>setTimeout(function(){ location.href="${dead}" }, 100)</script>`)
  add(false, '定时箭头', `<script>setTimeout(() => { location.href="${dead}" }, 100)</script>`)
  add(false, '定时文字', `<script>setTimeout("location.href='${dead}'", 100)</script>`)
  add(false, '有名函数', `<script>function go(){ location.href="${dead}" } go()</script>`)
  add(false, '窗口载入', `<script>window.onload=function(){ window.location="${dead}" }</script>`)
  add(
    true,
    '手机才去',
    `<script>if(/Android/i.test(navigator.userAgent)){location.href="${dead}"}</script>${text('手机')}`,
  )
  add(true, '从不', `<script>if(false) location.href="${dead}"</script>${text('从不')}`)
  add(
    true,
    '点按才去',
    `<button id=b>去</button><script>b.onclick=function(){location.href="${dead}"}</script>${text('点按')}`,
  )
  add(
    true,
    '监听点按',
    `<button id=b>去</button><script>b.addEventListener('click',()=>{location.href="${dead}"})</script>${text('监听')}`,
  )
  add(true, '只是函数', `<script>const go=()=>{location.href="${dead}"}</script>${text('箭头')}`)
  add(true, '方法', `<script>var o={go:function(){location.href="${dead}"}}</script>${text('方法')}`)
  add(true, '脚本注释', `<script>/* location.href="${dead}" */ // location.href="${dead}"\n</script>${text('注释')}`)
  add(true, '字串里', `<script>var s="location.href='${dead}'";</script>${text('字串')}`)
  add(true, '跳出框架', `<script>if(top!=self){top.location="${dead}"}</script>${text('框架')}`)
  add(true, '换协议', `<script>if(location.protocol=='gopher:'){location.href='${dead}'}</script>${text('协议')}`)
  return { cases }
}
