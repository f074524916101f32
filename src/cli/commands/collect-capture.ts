/** `mingcha collect capture`: our Chromium looks at a public page and fills in a capture sheet that a person checks and imports. */
import { appendFile, mkdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command as Program } from 'commander'
import { capturePage, type CapturedPage } from '../../gather/browser/capture-page.ts'
import { demandContact } from '../../gather/fetch/contact.ts'
import { createHttp } from '../../gather/fetch/http.ts'
import { dayOfInstant } from '../../kernel/day.ts'
import { Failure } from '../../kernel/failure.ts'
import { findAccount } from '../../registry/account-list.ts'
import { captureHeadings } from '../../registry/import-captures.ts'
import { beijingTime } from '../../registry/import-fields.ts'
import { platformLabels } from '../../registry/platforms/index.ts'
import { storeProvided } from '../../registry/provided-readings.ts'
import { failedReading, outcomeTitles } from '../../registry/source-reading.ts'
import { transaction } from '../../store/database.ts'
import { run, type CommonOptions } from '../context.ts'

const sheetName = '采集表.csv'

export function captureCommand(collect: Program, program: Program): void {
  collect
    .command('capture <account> <url>')
    .description('用浏览器打开账号的公开页面，截图并抄下可见的日期，写入采集表；人工核对后用 import captures 导入')
    .requiredOption('--folder <folder>', '采集表和截图所在的文件夹')
    .action((key: string, url: string, { folder }: { folder: string }) =>
      run(program.opts<CommonOptions>(), async (command) => {
        const address = URL.parse(url)
        if (address === null || !/^https?:$/.test(address.protocol)) {
          throw new Failure('badInput.url', `网址“${url}”不正确`, '应以 http:// 或 https:// 开头')
        }
        const { store, config } = await command.open()
        await demandContact(config.gather, address)
        const account = await findAccount(store.db, key)
        const { actor: author, at } = command.by()
        const http = createHttp({ ...config.gather, useBrowser: true })
        try {
          const { signal } = new AbortController()
          const capture = await capturePage(http.browser!, address.href, {
            signal,
            capturedOn: dayOfInstant(Date.parse(at)),
          })
          if (!('captured' in capture)) {
            const { outcome, detail, html } = capture
            const raw = html && { bytes: html, complete: true, mediaType: 'text/html' }
            const reading = { ...failedReading(outcome, detail, at, { raw }), providedBy: author }
            await transaction(store.db, (tx) =>
              storeProvided(tx, 'capture', [{ accountId: account.id, reading }], { author, at }),
            )
            command.answer({ outcome, detail }, `${outcomeTitles[outcome]}：${detail}`)
            return
          }
          const picture = `${account.id}-${at.replaceAll(/[^\d]/g, '').slice(0, 14)}.jpg`
          await mkdir(folder, { recursive: true })
          await writeFile(path.join(folder, picture), capture.captured.picture, { flag: 'wx' })
          const { platform, platformId } = account
          const facts = { 账号类型: platformLabels[platform], 账号标识: platformId, 网址: address.href }
          await appendRow(folder, {
            ...facts,
            ...seen(capture.captured),
            截图文件: picture,
            采集人: author,
            采集时间: beijingTime(at),
          })
          const { title, days } = capture.captured
          command.answer(
            { title, days, picture, sheet: path.join(folder, sheetName) },
            [
              `《${title}》`,
              `可见的日期：${days.join('、') || '没有'}`,
              `截图 ${path.join(folder, picture)}，已记入 ${path.join(folder, sheetName)}`,
              '页面上的日期不一定是发布日期：请对照截图核对“最近发布时间”，再用 import captures 导入',
            ].join('\n'),
          )
        } finally {
          await http.close()
        }
      }),
    )
}

function seen({ title, days }: CapturedPage): Readonly<Record<string, string>> {
  return { 最近发布时间: days[0] ?? '', 最近标题: title }
}

async function appendRow(folder: string, row: Readonly<Record<string, string>>): Promise<void> {
  const file = path.join(folder, sheetName)
  const isNew = !(await stat(file).catch(() => null))
  // What a page calls itself must not become a formula.
  const cell = (text: string) => `"${text.replace(/^[=＝+@-]/, '’$&').replaceAll('"', '""')}"`
  const line = captureHeadings.map((heading) => cell(row[heading] ?? '')).join(',')
  await appendFile(file, `${isNew ? `\ufeff${captureHeadings.join(',')}\n` : ''}${line}\n`)
}
