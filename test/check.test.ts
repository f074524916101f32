/** `mingcha check` as a user runs it, on the site that does everything wrong. */
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { linkErrors } from '../src/evidence/link-errors.ts'
import { checkReport, type CheckReport } from '../src/cli/check/report.ts'
import { verifyArchive } from '../src/gather/archive/verify-archive.ts'
import { startFaultSite } from '../src/gather/test-fault-site.ts'
import { unzip } from '../src/bulletins/formats/unzip-fixture.ts'
import { program, temporaryFolder } from './program.ts'

const folder = await temporaryFolder('check')
const site = await startFaultSite({ slowMs: 2000, only: 'everyday' })
afterAll(() => site.close())
const authority = path.join(folder, 'authority.pem')
await writeFile(authority, site.authority)
process.env['NODE_EXTRA_CA_CERTS'] = authority
const mingcha = program(folder)
await writeFile(
  path.join(folder, 'config.json'),
  JSON.stringify({ gather: { publicInternet: false, slowMs: 2000, maxBodyBytes: 1_000_000 } }),
)
const loopback = ['--allow-network', '127.0.0.1/32', '--allow-network', '::1/128']

async function check(url: string, ...options: string[]): Promise<{ code: number | null; report: CheckReport }> {
  const { code, stdout, stderr } = await mingcha.run('--json', 'check', url, ...loopback, ...options)
  if (!stdout.startsWith('{')) throw new Error(`${code}: ${stdout}${stderr}`)
  return { code, report: checkReport.parse(JSON.parse(stdout)) }
}

describe('a check of the fault site', () => {
  it('says the truth about every link, and nothing else', async () => {
    const out = path.join(folder, 'out')
    const options = ['--rate', 'unlimited', '--concurrency', '6', '--timeout', '4', '--out', out]
    const formats = ['json', 'html', 'xlsx', 'docx'].flatMap((format) => ['--format', format])
    const { code, report } = await check(`${site.origin}/`, ...options, ...formats)
    expect(code).toBe(1)
    const found = report.problems.map(({ url, outcome, error }) => `${outcome} ${error} ${url}`)
    const planted = site.truth.filter(({ outcome }) => outcome !== 'ok')
    expect(found.toSorted()).toEqual(planted.map(({ url, outcome, error }) => `${outcome} ${error} ${url}`).toSorted())
    expect(report.anchors).toEqual(site.anchors)
    expect(site.intrusions).toEqual([])
    expect(report.pages.fetched).toBe(report.pages.known - 1) // robots.txt forbids one
    expect((await readdir(out)).toSorted()).toEqual([
      'check.docx',
      'check.html',
      'check.json',
      'check.xlsx',
      'evidence.wacz',
    ])
    expect(JSON.parse(await readFile(path.join(out, 'check.json'), 'utf8'))).toEqual(report)
    const { files } = await unzip(await readFile(path.join(out, 'check.docx')))
    const words = files.get('word/document.xml')
    for (const part of ['网站检查报告', '指标判定', `失效（${report.links.byOutcome.broken}）`, report.evidence!.sm3])
      expect(words).toContain(part)
    expect(await verifyArchive(report.evidence!.file, { registered: report.evidence! })).toMatchObject({ ok: true })
  }, 60_000)
})

it('ends by itself in address spaces without end, and finds what lies beside them', async () => {
  const trap = await startFaultSite({ slowMs: 2000, only: 'traps' })
  afterAll(() => trap.close())
  const { report } = await check(`${trap.origin}/`, '--rate', 'unlimited', '--no-browser')
  const notLed = report.problems.filter(({ error }) => error !== 'trap')
  expect(notLed.map(({ url, error }) => `${error} ${url}`)).toEqual([`notFound ${trap.origin}/traps/gone.html`])
  const reasons = report.problems.filter(({ error }) => error === 'trap').map(({ advice }) => advice)
  for (const reason of ['日历', '重复', '组合']) expect(reasons.join()).toContain(reason)
  expect(report.pages.fetched).toBeLessThan(1500)
}, 60_000)

describe('robots.txt', () => {
  /** One page that robots.txt forbids; `robots` plays the file itself. */
  async function guarded(robots: (response: ServerResponse) => void): Promise<{ url: string; asked: string[] }> {
    const asked: string[] = []
    const server = createServer((request, response) => {
      if (request.url === '/robots.txt') return robots(response)
      asked.push(request.url!)
      if (request.url !== '/' && request.url !== '/private/a.html') return response.writeHead(404).end()
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(`<title>某区</title><p>${request.url}</p><a href="/private/a.html">内部</a>`)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    afterAll(() => {
      server.closeAllConnections()
      server.close()
    })
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked }
  }
  const options = ['--rate', 'unlimited', '--no-browser']
  const rules = (response: ServerResponse) => void response.end('User-agent: *\nDisallow: /private/')

  it('is obeyed, unless a document allows it: report and archive name it', async () => {
    const { url, asked } = await guarded(rules)
    const obeyed = await check(url, ...options)
    expect(obeyed.report.problems.map(({ error }) => error)).toContain('robots')
    expect(obeyed.report.robotsAuthority).toBeNull()
    expect(asked).not.toContain('/private/a.html')
    const { report } = await check(url, ...options, '--robots-authority', '某政办函〔2025〕12号')
    expect(report.problems).toEqual([])
    expect(asked).toContain('/private/a.html')
    expect(report.robotsAuthority).toEqual({ documentNumber: '某政办函〔2025〕12号', addresses: 1 })
    expect(report.findings.map(({ message }) => message).join()).toContain('某政办函〔2025〕12号')
    const { code, stderr } = await mingcha.run('check', url, '--robots-authority', ' ')
    expect([code, stderr]).toEqual([2, expect.stringContaining('文号')])
  }, 60_000)

  it('that is never answered: the home page is looked at, and the rest is not called dead', async () => {
    const { url } = await guarded(() => undefined)
    const { report } = await check(url, ...options, '--timeout', '1')
    expect(report.problems).toMatchObject([{ outcome: 'unchecked', error: 'robots', url: `${url}private/a.html` }])
  }, 60_000)

  it('of a host that says nothing at all: it is the host that is silent', async () => {
    const server = createServer(() => undefined)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    afterAll(() => {
      server.closeAllConnections()
      server.close()
    })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const { code, report } = await check(url, ...options, '--timeout', '1')
    expect([code, report.problems]).toMatchObject([1, [{ outcome: 'unreachable', error: 'timeout', url }]])
  }, 60_000)
})

describe('options', () => {
  const links = ['--no-external', '--no-browser']

  /** A chain of pages, each with a broken link and one to another site. */
  async function chain(delayMs = 0): Promise<{ origin: string; requested: string[] }> {
    const requested: string[] = []
    const server = createServer((request, response) => {
      requested.push(request.url!)
      const page = /^\/(\d+)\.html$/.exec(request.url === '/' ? '/0.html' : request.url!)?.[1]
      const next = Number(page) + 1
      response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
      const body = `<h1>第 ${page} 页</h1><a href="/${next}.html">下一页</a><a href="/gone-${page}.html">坏</a><a href="http://no-such-name.invalid/${page}">外</a>`
      setTimeout(() => response.end(body), delayMs)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    afterAll(() => {
      server.closeAllConnections()
      server.close()
    })
    return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requested }
  }

  it('--max-pages and --no-external', async () => {
    const { origin } = await chain()
    const { report } = await check(`${origin}/`, '--rate', 'unlimited', '--max-pages', '5', ...links)
    expect(report.pages.fetched).toBe(5)
    expect(report.links.byOutcome.unchecked).toBeGreaterThanOrEqual(3)
    expect(report.problems.filter(({ error }) => error === 'dns')).toEqual([])
    expect(report.findings[0]!.message).toContain('已达每站页数上限 5 页')
  })

  it('--max-depth: what lies deeper is checked, but not read', async () => {
    const { origin } = await chain()
    const { report } = await check(`${origin}/`, '--rate', 'unlimited', '--max-depth', '2', ...links)
    expect(report.pages.fetched).toBe(5) // 0, 1, 2 and the broken ones of the first two
    expect(report.problems.filter(({ error }) => error === 'notFound')).toHaveLength(3)
  })

  it('--rate keeps the pace', async () => {
    const { origin, requested } = await chain()
    const started = Date.now()
    await check(`${origin}/`, '--rate', '10', '--max-pages', '4', ...links)
    expect(requested.length / ((Date.now() - started) / 1000)).toBeLessThan(10)
  })

  it('loopback is refused unless allowed', async () => {
    const { origin, requested } = await chain()
    const { stdout } = await mingcha.run('--json', 'check', origin)
    const report = checkReport.parse(JSON.parse(stdout))
    expect(report.problems).toMatchObject([{ outcome: 'unchecked', error: 'addressRefused' }])
    expect(requested).toEqual([])
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'interrupted by %s, it reports what it found',
    async (signal) => {
      const { origin, requested } = await chain(50)
      const child = mingcha.start('--json', 'check', `${origin}/`, ...loopback, '--rate', 'unlimited', '--no-external')
      let stdout = ''
      child.stdout!.on('data', (data: Buffer) => (stdout += data.toString()))
      while (requested.length < 12) await sleep(50)
      child.kill(signal)
      await new Promise((resolve) => child.once('close', resolve))
      const report = checkReport.parse(JSON.parse(stdout))
      expect(report.pages.fetched).toBeGreaterThan(3)
      expect(report.problems.some(({ error }) => error === 'notFound')).toBe(true)
      expect(report.findings.some(({ message }) => message.includes('检查被中断'))).toBe(true)
      expect(await verifyArchive(report.evidence!.file, { registered: report.evidence! })).toMatchObject({ ok: true })
    },
    30_000,
  )

  it('interrupted before anything was answered, it says that there is nothing', async () => {
    let asked = 0
    const server = createServer(() => void (asked += 1))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const child = mingcha.start('--json', 'check', url, ...loopback)
    let stdout = ''
    child.stdout!.on('data', (data: Buffer) => (stdout += data.toString()))
    while (asked === 0) await sleep(20)
    child.kill('SIGTERM')
    const code = await new Promise((resolve) => child.once('close', resolve))
    server.closeAllConnections()
    server.close()
    const report = checkReport.parse(JSON.parse(stdout))
    expect([code, report.pages.fetched, report.evidence]).toEqual([130, 0, null])
    expect(report.problems).toMatchObject([{ outcome: 'unchecked', error: 'cancelled' }])
  }, 30_000)

  it.each([
    ['--rate', 'often'],
    ['--max-pages', '0'],
    ['--allow-network', '10.0.0.1.2'],
    ['--format', 'odt'],
  ])('%s %s is refused with words', async (option, value) => {
    const { code, stderr } = await mingcha.run('check', 'http://127.0.0.1/', option, value)
    expect([code, stderr]).toEqual([2, expect.stringContaining(value)])
  })
})

describe('the exit code', () => {
  type Pages = Readonly<Record<string, string>>
  async function site(home: (response: ServerResponse) => void, pages: Pages = {}): Promise<string> {
    const server = createServer((request, response) => {
      if (request.url === '/') return home(response)
      const page = pages[request.url!]
      if (page === undefined) return response.writeHead(404).end()
      response.setHeader('content-type', 'text/html; charset=utf-8').end(page)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    afterAll(() => server.close())
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  }
  const options = ['--rate', 'unlimited', '--no-browser', '--timeout', '2']
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)

  it('0: nothing is wrong; columns are told with class, level and confidence', async () => {
    const items = [1, 2, 3]
      .map((id) => `<li><a href="#${id}" id="${id}">关于事项${id}的通知</a> ${today}</li>`)
      .join('')
    const nav = '<nav><a href="/tz/">通知公告</a> <a href="/zx/">网上咨询</a> <a href="/bs/">办事服务</a></nav>'
    const page = `<title>某区</title>${nav}<ul>${items}</ul>`
    const elements = ['设定依据', '申请条件', '办理材料', '办理流程', '办理地点', '办理时间', '咨询电话', '收费标准']
    const guide = elements.map((name) => `<tr><th>${name}</th><td>${name}见窗口公告（12345）</td></tr>`).join('')
    // What the single vetoes ask of every site; the rest of the national indicators asks for much more.
    const pages = {
      '/tz/': page,
      '/zx/': `<title>网上咨询</title>${nav}<form method="post"><textarea name="content"></textarea><button>提交</button></form>`,
      '/bs/': `<title>办事服务</title>${nav}<ul><li><a href="/bs/1.html">户口登记</a></li></ul>`,
      '/bs/1.html': `<title>户口登记</title>${nav}<h1>户口登记办事指南</h1><table>${guide}</table>`,
    }
    const home = (response: ServerResponse) =>
      void response.setHeader('content-type', 'text/html; charset=utf-8').end(page)
    const { code, report } = await check(await site(home, pages), '--rules', 'shanghai-2025', ...options)
    expect(report.problems).toEqual([])
    expect(report.columns).toMatchObject([
      { name: '通知公告', class: 'notice', level: 1, confidence: 0.8 },
      { name: '网上咨询', class: 'interaction' },
      { name: '办事服务', class: 'services' },
    ])
    expect([code, report.findings.filter(({ outcome }) => outcome === 'failed')]).toEqual([0, []])
  }, 30_000)

  it('1: a site that is dead is a finding', async () => {
    const { code, report } = await check('http://127.0.0.1:9/', ...options)
    expect([code, report.problems[0]!.error]).toEqual([1, 'refused'])
  }, 30_000)

  it.each([403, 412])(
    '5: a site that blocks us (%i) could not be looked at',
    async (status) => {
      const { code, report } = await check(
        await site((response) => void response.writeHead(status).end('<script>1</script>')),
        ...options,
      )
      expect([code, report.problems[0]!.outcome]).toEqual([5, 'blocked'])
    },
    30_000,
  )

  it('5: a network that may not be visited', async () => {
    expect((await mingcha.run('check', 'http://10.255.0.1/')).code).toBe(5)
  }, 30_000)
})

describe('docs/reference/check.md', () => {
  it('shows a report as it is, and names every class of error with its outcome', async () => {
    const text = await readFile(path.resolve(import.meta.dirname, '../docs/reference/check.md'), 'utf8')
    checkReport.parse(JSON.parse(/```json\n([^]*?)```/.exec(text)![1]!))
    const table = Object.entries(linkErrors).map(
      ([id, { outcome, title }]) => `| \`${id}\` | \`${outcome}\` | ${title} |`,
    )
    expect(text.split('\n').filter((line) => /^\| `\w+` \| `[\w-]+` \|/.test(line))).toEqual(table)
  })
})
