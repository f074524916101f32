/** Pictures of whole pages as proof. */
import type { Page } from 'playwright-core'
import { picturePlaces, type PicturePlaces } from '../archive/picture-places.ts'

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

const mostPlaces = 3000

/** Where links, frames and pictures stand on the page's picture; `null` when the page does not tell. */
export async function findPlaces(page: Page): Promise<PicturePlaces | null> {
  try {
    // The page's own scripts may have changed what these functions do: whatever comes back is checked.
    return picturePlaces.safeParse(JSON.parse(await page.evaluate<string>(placesInPage))).data ?? null
  } catch {
    return null
  }
}

const placesInPage = `(() => {
  const places = []
  for (const element of document.querySelectorAll('a[href], area[href], img[src], iframe[src]')) {
    if (places.length === ${mostPlaces}) break
    const { x, y, width, height } = element.getBoundingClientRect()
    if (width < 1 || height < 1 || y + scrollY > ${maxHeight}) continue
    const text = (element.innerText || element.alt || element.title || '').trim().slice(0, 80)
    const round = (number) => Math.round(number)
    places.push({ x: round(x + scrollX), y: round(y + scrollY), width: round(width), height: round(height),
      url: String(element.href || element.src), text })
  }
  const { scrollHeight } = document.documentElement
  return JSON.stringify({ width: innerWidth, height: Math.min(${maxHeight}, Math.max(innerHeight, scrollHeight)), places })
})()`
