/** Pictures of whole pages as proof. */
import type { Page } from 'playwright-core'

const [jpegQuality, maxHeight] = [80, 12_000]

/** JPEG of the page from its top to its end, at most 12 000 px; `null` when the page lets no picture be taken. */
export async function takeScreenshot(page: Page): Promise<Buffer | null> {
  const size = page.viewportSize()
  if (size === null) return null
  try {
    const height = await page.evaluate<number>('document.documentElement.scrollHeight')
    const clip = { x: 0, y: 0, width: size.width, height: Math.min(maxHeight, Math.max(size.height, height)) }
    return await page.screenshot({
      type: 'jpeg',
      quality: jpegQuality,
      fullPage: true,
      clip,
      timeout: 15_000,
      animations: 'disabled',
    })
  } catch {
    return null
  }
}
