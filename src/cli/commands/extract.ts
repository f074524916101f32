/** `mingcha extract`: prints what one pass reads from saved pages; needs neither a network nor an installation. */
import { readFile } from 'node:fs/promises'
import type { Command as Program } from 'commander'
import { extractFolder } from '../../gather/extract/extract-folder.ts'
import { extractPage } from '../../gather/extract/extract-page.ts'
import type { PageExtract } from '../../gather/extract/page-extract.ts'
import { dayOfInstant, type Day } from '../../kernel/day.ts'
import { Failure } from '../../kernel/failure.ts'
import { run, type Command, type CommonOptions } from '../context.ts'
import { dayOption } from '../options.ts'

interface ExtractOptions {
  readonly url?: string
  readonly at?: string
  readonly batch?: string
  readonly out?: string
}

export function extractCommand(program: Program): void {
  program
    .command('extract [file]')
    .description('读出一个已保存网页里的全部要素；--batch 处理整个文件夹，每页一行 JSON')
    .option('--url <url>', '网页的原地址（批量时为文件夹对应的地址）')
    .option('--at <day>', '网页的保存日期：此后的日期不作数（默认今天）')
    .option('--batch <dir>', '处理文件夹下所有 .html、.htm、.shtml、.xhtml、.jsp、.aspx、.php 文件')
    .option('--out <file>', '批量结果（JSON Lines）的位置')
    .action((file: string | undefined, options: ExtractOptions) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const capturedOn = options.at === undefined ? dayOfInstant(Date.now()) : dayOption('--at', options.at)
        const url = options.url === undefined ? null : checkedUrl(options.url)
        if (options.batch !== undefined) return batch(command, options.batch, options.out, url, capturedOn)
        if (file === undefined) {
          throw new Failure(
            'badInput.file',
            '没有说明要读取哪个网页文件',
            '请写 mingcha extract 页面.html，或用 --batch 文件夹 --out 结果.jsonl',
          )
        }
        const page = extractPage({ file, bytes: await bytesOf(file), url, capturedOn })
        command.answer(page, words(page))
        return 0
      }),
    )
}

async function batch(
  command: Command,
  folder: string,
  out: string | undefined,
  url: string | null,
  capturedOn: Day,
): Promise<number> {
  if (out === undefined) throw new Failure('badInput.out', '没有说明批量结果写到哪里', '请加上 --out 结果.jsonl')
  const started = process.cpuUsage()
  const done = await extractFolder(folder, out, { url, capturedOn }, (pages) => command.note(`已读 ${pages} 页`))
  const { user, system } = process.cpuUsage(started)
  const cpuSeconds = (user + system) / 1e6
  const megabytes = done.bytes / 1e6
  command.answer(
    { ...done, out, cpuSeconds, megabytesPerCpuSecond: megabytes / cpuSeconds },
    [
      `读取 ${done.pages} 页，${megabytes.toFixed(1)} MB，结果在 ${out}`,
      `处理器时间 ${cpuSeconds.toFixed(2)} 秒，每秒 ${(megabytes / cpuSeconds).toFixed(1)} MB`,
      ...done.failures.map(({ file, reason }) => `未能读取 ${file}：${reason}`),
    ].join('\n'),
  )
  return done.failures.length > 0 ? 1 : 0
}

function checkedUrl(text: string): string {
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol)) return url.href
  throw new Failure(
    'badInput.url',
    `网址“${text}”不正确`,
    '请给出 http 或 https 网址，例如 http://www.example.gov.cn/zwgk/a.html',
  )
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? '文件不存在' : (error as Error).message
    throw new Failure('notFound.file', `读不到网页文件 ${file}：${reason}`, '请检查文件名；整个文件夹请用 --batch')
  }
}

function words(page: PageExtract): string {
  const { published, footer, column, list, pager, charset } = page
  const shown = (value: string | null) => value ?? '（无）'
  return [
    `${page.file}  ${page.title}`,
    `编码      ${charset.used}（声明 ${shown(charset.declared)}${charset.differs ? '，不一致' : ''}）`,
    `发布日期  ${published === null ? '（无）' : `${published.day}${published.time === null ? '' : ` ${published.time}`}（${published.source}：${published.raw}）`}`,
    ...page.dateDoubts.map(({ message }) => `          ${message}`),
    `栏目      ${column === null ? '（无）' : `${column.name}（${column.source}，把握 ${Math.round(column.confidence * 100)}%）`}`,
    `标识码    ${shown(footer.siteCode)}`,
    `ICP 备案  ${shown(footer.icp)}`,
    `公安备案  ${shown(footer.police)}`,
    `机关标识  ${shown(footer.conac)}`,
    `找错入口  ${footer.errorReport === null ? '（无）' : `${shown(footer.errorReport.url)}  ${footer.errorReport.siteCode ?? ''}`}`,
    `主办单位  ${shown(footer.organiser)}`,
    `联系方式  ${shown(footer.contact)}`,
    ...page.contradictions.map(({ reason }) => `互相矛盾  ${reason}`),
    `列表      ${list.items.length} 条，最新 ${shown(list.newest)}${pager === null ? '' : `；共 ${pager.total ?? '?'} 条 ${pager.pages ?? '?'} 页`}`,
    ...list.items.slice(0, 20).map(({ day, title }) => `  ${day ?? '——'}  ${title}`),
    `链接      ${page.links.length} 个；标签 ${page.metaTags.length} 个；表单 ${page.forms.length} 个`,
    ...page.limits.map((limit) => `注意      ${limit}`),
  ].join('\n')
}
