/**
 * Measures how a page is displayed at several widths, inside the page: what a visitor would see as broken. Everything is
 * measured by geometry and by what lies uppermost at a point, not by style sheets. The page may lie about all of it; what it
 * says is checked for its shape and only ever counted against itself.
 */
import type { Page } from 'playwright-core'
import { z } from 'zod'
import type { DisplayedPage } from '../../evidence/compatibility.ts'

type Faults = DisplayedPage['widths'][number]['faults']

const display = z.object({
  scrollWidth: z.number(),
  chars: z.number(),
  mainChars: z.number(),
  bigPictures: z.number(),
  overlaps: z.array(z.string().max(200)).max(50),
  covered: z.string().max(200).nullable(),
  missingGlyphs: z.array(z.string().max(20)).max(50),
  replacements: z.number(),
})
type Display = z.output<typeof display>

const windowHeight = 900
/** Time for the page to rearrange itself. */
const settleMs = 300
/** A few pixels come from scroll bars and rounding. */
const overflowPx = 16
const [minOverlaps, minReplacements, blankChars, comparedChars] = [3, 3, 10, 200]

/** Looks at an open page at each width, widest first as given. */
export async function lookAtDisplay(
  page: Page,
  widths: readonly number[],
  scriptErrors: readonly string[],
): Promise<DisplayedPage['widths']> {
  const seen: { width: number; display: Display }[] = []
  for (const width of widths) {
    await page.setViewportSize({ width, height: windowHeight })
    await page.waitForTimeout(settleMs)
    seen.push({ width, display: display.parse(await page.evaluate(measure)) })
  }
  const most = Math.max(...seen.map((one) => one.display.mainChars))
  return seen.map(({ width, display: found }) => ({ width, faults: faultsOf(width, found, most, scriptErrors) }))
}

function faultsOf(width: number, found: Display, most: number, scriptErrors: readonly string[]): Faults {
  if (found.chars < blankChars && found.bigPictures === 0) {
    const error = scriptErrors[0] === undefined ? '' : `（脚本出错：${scriptErrors[0].slice(0, 100)}）`
    return [{ kind: 'blank', detail: `页面空白${error}` }]
  }
  const faults: Faults = []
  const over = Math.round(found.scrollWidth - width)
  if (over > overflowPx) faults.push({ kind: 'overflow', detail: `内容横向超出窗口 ${over} 像素` })
  if (found.overlaps.length >= minOverlaps) {
    faults.push({ kind: 'overlapped', detail: `有 ${found.overlaps.length} 处文字重叠，如“${found.overlaps[0]}”` })
  }
  if (found.covered !== null) faults.push({ kind: 'covered', detail: `整页被遮住（“${found.covered}”）` })
  if (most >= comparedChars && found.mainChars * 2 < most) {
    faults.push({ kind: 'hidden', detail: `主要文字只有 ${found.mainChars} 字，其他宽度有 ${most} 字` })
  }
  const glyphs = [
    ...(found.missingGlyphs.length > 0 ? [`有 ${found.missingGlyphs.length} 种符号显示为方框`] : []),
    ...(found.replacements >= minReplacements ? [`有 ${found.replacements} 处乱码`] : []),
  ]
  if (glyphs.length > 0) faults.push({ kind: 'glyphs', detail: glyphs.join('，') })
  return faults
}

/** Runs in the page. Looks at 6000 texts at most. */
const measure = String.raw`(() => {
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
  const clippedBy = new Map()
  const clipOf = (element) => {
    if (element === null) return { left: -1e6, right: 1e6, top: -1e6, bottom: 1e6 }
    if (clippedBy.has(element)) return clippedBy.get(element)
    let clip = clipOf(element.parentElement)
    const style = getComputedStyle(element)
    if (style.overflowX !== 'visible' || style.overflowY !== 'visible') {
      const box = element.getBoundingClientRect()
      clip = { left: Math.max(clip.left, box.left), right: Math.min(clip.right, box.right), top: Math.max(clip.top, box.top), bottom: Math.min(clip.bottom, box.bottom) }
    }
    clippedBy.set(element, clip)
    return clip
  }
  const unseen = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'TEXTAREA', 'SELECT', 'OPTION'])
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  pen.canvas.width = pen.canvas.height = 40
  const picture = (sign, font) => {
    pen.clearRect(0, 0, 40, 40)
    pen.font = font
    pen.fillText(sign, 4, 28)
    return String(pen.getImageData(0, 0, 40, 40).data)
  }
  const missingGlyphs = new Set()
  const asked = new Set()
  // Signs of a private area are shown by the page's own font or not at all.
  const askSigns = (text, style) => {
    for (const sign of text.match(/[\ue000-\uf8ff]/g) ?? []) {
      const key = sign + style.fontFamily
      if (asked.has(key) || asked.size > 100) continue
      asked.add(key)
      const font = style.fontWeight + ' 20px ' + style.fontFamily
      if (picture(sign, font) === picture('\uf8fe', font) && sign !== '\uf8fe') missingGlyphs.add('U+' + sign.charCodeAt(0).toString(16).toUpperCase())
    }
  }
  let [chars, mainChars, replacements, texts] = [0, 0, 0, 0]
  const lines = []
  const walker = document.createTreeWalker(document.body ?? document.documentElement, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null && texts < 6000; node = walker.nextNode()) {
    const text = node.data.replace(/\s+/g, ' ').trim()
    const parent = node.parentElement
    if (text === '' || parent === null || unseen.has(parent.tagName) || !shown(parent)) continue
    texts += 1
    const range = document.createRange()
    range.selectNodeContents(node)
    const clip = clipOf(parent)
    const boxes = [...range.getClientRects()].filter((box) =>
      box.width > 1 && box.height > 1 && box.left >= clip.left - 2 && box.right <= clip.right + 2 && box.top >= clip.top - 2 && box.bottom <= clip.bottom + 2 && box.right > 0)
    if (boxes.length === 0) continue
    chars += text.length
    replacements += text.split('\ufffd').length - 1
    askSigns(text, getComputedStyle(parent))
    if (text.length < 10) continue
    mainChars += text.length
    for (const box of boxes.slice(0, 20)) if (lines.length < 1500) lines.push({ box, text, parent })
  }
  for (const element of [...document.querySelectorAll('i, span, em, b, a')].slice(0, 1500)) {
    for (const side of ['::before', '::after']) {
      const style = getComputedStyle(element, side)
      if (/[\ue000-\uf8ff]/.test(style.content) && shown(element)) askSigns(style.content, style)
    }
  }
  const fixed = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const { position } = getComputedStyle(at)
      if (position === 'fixed' || position === 'sticky') return true
    }
    return false
  }
  const overlaps = []
  lines.sort((a, b) => a.box.top - b.box.top)
  for (let first = 0; first < lines.length && overlaps.length < 50; first += 1) {
    for (let second = first + 1; second < lines.length; second += 1) {
      const [a, b] = [lines[first], lines[second]]
      if (b.box.top >= a.box.bottom) break
      if (a.parent === b.parent) continue
      const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
      const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)
      const smaller = Math.min(a.box.width * a.box.height, b.box.width * b.box.height)
      if (width <= 0 || height <= 0 || width * height < smaller * 0.4 || fixed(a.parent) || fixed(b.parent)) continue
      overlaps.push((a.text.slice(0, 20) + '／' + b.text.slice(0, 20)))
      break
    }
  }
  let covered = null
  if (document.body !== null) {
    const above = new Map()
    for (let x = 1; x <= 5; x += 1) for (let y = 1; y <= 5; y += 1) {
      let at = document.elementFromPoint((innerWidth * x) / 6, (innerHeight * y) / 6)
      while (at !== null && getComputedStyle(at).position !== 'fixed') at = at.parentElement
      if (at !== null) above.set(at, (above.get(at) ?? 0) + 1)
    }
    // The page's own frame may be fixed as well: then all of the text is in it.
    for (const [element, points] of above) {
      if (points >= 24 && element.innerText.trim().length * 4 < chars) covered = element.innerText.trim().replace(/\s+/g, ' ').slice(0, 40) || element.className.toString().slice(0, 40)
    }
  }
  const bigPictures = [...document.querySelectorAll('img, canvas, svg, video, iframe, object, embed')].filter((element) => {
    const box = element.getBoundingClientRect()
    return box.width >= 100 && box.height >= 100 && shown(element) && (element.tagName !== 'IMG' || element.naturalWidth > 0)
  }).length
  const scrollWidth = Math.max(document.documentElement.scrollWidth, document.body?.scrollWidth ?? 0)
  return { scrollWidth, chars, mainChars, bigPictures, overlaps, covered, missingGlyphs: [...missingGlyphs].slice(0, 50), replacements }
})()`
