/** A page of our own as a PDF file. It is given as text: no script of it runs, and it has no way out. */
import type { Browser } from 'playwright-core'
import { Failure } from '../../kernel/failure.ts'
import { findChromium } from './find-chromium.ts'
import { launchArguments } from './launch-arguments.ts'

/** Nobody listens at the discard port; what a page wants from elsewhere is not there. */
const nowhere = 'http://127.0.0.1:9'
const printMs = 60_000

/** Page numbers as GB/T 9704 sets them: at the foot, between dashes. */
const footer = `<p style="width:100%;margin:0;font:10.5pt SimSun,'Noto Serif CJK SC','Noto Sans SC',serif;text-align:center">
— <span class="pageNumber"></span> —</p>`

/**
 * Prints a page with its own print styles (`@page`), page numbers at the foot.
 *
 * @throws Failure `unavailable.browser` where Chromium is missing or does not start
 */
export async function printPage(html: string): Promise<Buffer> {
  const chrome = await launch()
  try {
    const context = await chrome.newContext({ javaScriptEnabled: false, offline: true, locale: 'zh-CN' })
    const page = await context.newPage()
    await page.setContent(html, { timeout: printMs })
    return await page.pdf({
      preferCSSPageSize: true,
      printBackground: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: footer,
      tagged: true,
      outline: true,
    })
  } finally {
    await chrome.close()
  }
}

async function launch(): Promise<Browser> {
  try {
    const { executable, env } = await findChromium()
    const { chromium } = await import('playwright-core')
    return await chromium.launch({
      executablePath: executable,
      args: launchArguments(nowhere),
      env: { ...(process.env as Record<string, string>), ...env },
      // Chromium's sandbox refuses to run as root; then, and only then, it goes without.
      chromiumSandbox: process.getuid?.() !== 0,
      timeout: printMs,
    })
  } catch (error) {
    throw new Failure(
      'unavailable.browser',
      `不能生成 PDF，浏览器无法启动：${(error instanceof Error ? error.message : String(error)).split('\n')[0]}`,
      '请下载网页版，用浏览器打印为 PDF；或请管理员在服务器上安装 Chromium',
    )
  }
}
