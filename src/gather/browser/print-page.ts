/**
 * A document of our own as PDF, printed by Chromium: its style sheet for print says the paper, the margins and the numbers of
 * the pages. Nothing in it runs, and it reaches nothing: neither scripts nor the network.
 */
import { Failure } from '../../kernel/failure.ts'
import { findChromium } from './find-chromium.ts'
import { launchArguments, ownEnvironment } from './launch-arguments.ts'
import { createTurns } from './turns.ts'

/** One at a time: Chromium takes some hundred megabytes while it lasts, about a second. */
const turns = createTurns(1)
/** A port that nobody may listen at. */
const nowhere = 'http://127.0.0.1:1'
const printMs = 60_000

/** Bytes of a PDF of this HTML. @throws Failure `unavailable.browser` where there is no Chromium that starts */
export async function printPage(html: string): Promise<Uint8Array> {
  const turn = await turns.take(new AbortController().signal)
  try {
    return await print(html)
  } finally {
    turn?.()
  }
}

async function print(html: string): Promise<Uint8Array> {
  const browser = await launch().catch((error: unknown) => {
    throw new Failure(
      'unavailable.browser',
      '服务器上没有可用的浏览器，不能生成 PDF',
      '请在服务器上安装 Chromium，或下载 Word 文件后另存为 PDF',
      [String((error as Error).message).split('\n')[0]!],
    )
  })
  try {
    const context = await browser.newContext({ javaScriptEnabled: false, offline: true, locale: 'zh-CN' })
    const page = await context.newPage()
    page.setDefaultTimeout(printMs)
    await page.setContent(html, { waitUntil: 'load' })
    return new Uint8Array(
      await page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, outline: true }),
    )
  } finally {
    await browser.close().catch(() => undefined)
  }
}

async function launch() {
  const { executable, env } = await findChromium()
  const { chromium } = await import('playwright-core')
  return chromium.launch({
    executablePath: executable,
    args: launchArguments(nowhere),
    env: { ...ownEnvironment(), ...env },
    // Chromium's sandbox refuses to run as root.
    chromiumSandbox: process.getuid?.() !== 0,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    timeout: printMs,
  })
}
