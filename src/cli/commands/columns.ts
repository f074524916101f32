/** `mingcha columns propose`: the columns of a site as they can be seen, for a person to correct and import once. */
import { writeFile } from 'node:fs/promises'
import type { Command as Program } from 'commander'
import { readConfig } from '../../config.ts'
import { compareColumns, type ColumnComparison } from '../../gather/compare-columns.ts'
import { findColumns } from '../../gather/find-columns.ts'
import { demandContact } from '../../gather/fetch/contact.ts'
import { introduced } from '../../gather/limits.ts'
import { Failure } from '../../kernel/failure.ts'
import { findSite } from '../../registry/find-site.ts'
import { columnClassNames } from '../../registry/register.ts'
import { authorityAt } from '../../registry/robots-authority.ts'
import { columnsOf } from '../../registry/store.ts'
import { basisOf, proposalSheet } from '../column-proposals.ts'
import { run, type Command, type CommonOptions } from '../context.ts'
import { contact, networks } from '../options.ts'

interface ProposeOptions {
  readonly out?: string
  readonly allowNetwork: readonly string[]
  readonly contact?: string
  readonly browser: boolean
}

export function columnsCommands(program: Program): void {
  const columns = program.command('columns').description('网站的栏目：从网站上识别，人工核对后导入名录')
  columns
    .command('propose <site>')
    .description('识别一个网站的栏目及其类别、级别；已登记的网站只列出新增、失效和与名录不一致的')
    .addHelpText('after', '\n<site> 为网站标识码或首页网址。导出的表格核对修改后用 mingcha import columns FILE 导入。')
    .option('--out <file>', '把提案写成 xlsx（栏目导入格式，另加置信度和依据两列）')
    .option('--allow-network <cidr>', '允许访问的内部网络，例如 10.0.0.0/8（可重复）', networks, [])
    .option('--contact <contact>', '说明网页的地址或邮箱，写入 User-Agent（默认取配置）', contact)
    .option('--no-browser', '不用浏览器查看由脚本生成的页面')
    .action((site: string, options: ProposeOptions) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const target = await targetOf(command, site)
        const limits = introduced({
          ...target.limits,
          contact: options.contact ?? target.limits.contact,
          allowNetworks: [...target.limits.allowNetworks, ...options.allowNetwork],
          useBrowser: options.browser && target.limits.useBrowser,
        })
        await demandContact(limits, new URL(target.url))
        const { url, robotsAuthority, register } = target
        const found = await findColumns(url, {
          limits,
          clock: Date.now,
          signal: new AbortController().signal,
          robotsAuthority,
          known: register.map((column) => column.url),
        })
        if ('missing' in found) {
          throw new Failure('unavailable.site', found.missing.detail, '请核对网址，或稍后再试；被拦截的网站可请其放行')
        }
        const compared = compareColumns(found, register)
        const siteCode = target.siteCode ?? found.siteCode ?? ''
        if (options.out !== undefined) await writeFile(options.out, await proposalSheet(siteCode, compared))
        const counts = { registered: register.length, found: found.columns.length }
        command.answer({ siteCode, url: found.home, ...counts, ...compared }, words(counts, compared, options.out))
        return 0
      }),
    )
}

/** A site of the register, with what the register says of it, or any address. */
async function targetOf(command: Command, site: string) {
  if (/^[\w-]+$/.test(site) && !/^localhost$/i.test(site)) {
    const { store, config } = await command.open()
    const { id, siteCode, url } = await findSite(store.db, site)
    const [register, robotsAuthority] = await Promise.all([
      columnsOf(store.db, id),
      authorityAt(store.db, id, command.by().at),
    ])
    return { siteCode, url, register, robotsAuthority, limits: config.gather }
  }
  const url = URL.parse(/^[a-z]+:\/\//i.test(site) ? site : `http://${site}`)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Failure(
      'badInput.url',
      `“${site}”不是网站标识码，也不是网址`,
      '例如 3100000001 或 http://www.example.gov.cn/',
    )
  }
  const { gather } = await readConfig(command.home)
  return { siteCode: null, url: url.href, register: [], robotsAuthority: null, limits: gather }
}

const changeNames = { new: '新增', contradicts: '与名录不一致' } as const

function words(
  { registered, found }: { readonly registered: number; readonly found: number },
  { proposals, gone }: ColumnComparison,
  out: string | undefined,
): string {
  const head = `识别出 ${found} 个栏目${registered > 0 ? `，名录中有 ${registered} 个` : ''}；需要核对的 ${proposals.length + gone.length} 个`
  const lines = proposals.map((column) => {
    const { change, name, class: kind, level, confidence, url } = column
    const sure = `置信度 ${confidence.toFixed(2)}`
    return `  ${changeNames[change]}  ${name}  ${columnClassNames[kind]}  ${level} 级  ${sure}  ${url}\n        ${basisOf(column)}`
  })
  const lost = gone.map(({ name, url, reason }) => `  已失效  ${name}  ${url}：${reason}`)
  const next =
    out === undefined ? [] : [`已写到 ${out}：核对修改后用 mingcha import columns ${out} --preview 预览，再导入`]
  return [head, ...lines, ...lost, ...next].join('\n')
}
