/** Measures of GB/T 9704-2012 as Word counts them. */
import { TextRun, type IRunOptions } from 'docx'

/** Half points: 3号 = 16 pt. */
export const BODY_SIZE = 32

/** Twentieths of a point: 28.95 pt, so that 22 lines fill the 225 mm of the type area (29 pt would not). */
export const LINE = 579

/** Twentieths of a point added to each body character, so that 28 of them fill the 156 mm of a line. */
const DRAWN_IN = -5

/** 156 mm of 16 pt characters drawn in by 0.25 pt. */
export const CHARACTERS_PER_LINE = 28

/** Named only, never embedded: these fonts are on the offices' machines and may not be passed on. */
export const fonts = {
  title: '方正小标宋简体',
  heading: '黑体',
  subheading: '楷体_GB2312',
  body: '仿宋_GB2312',
} as const

/** Millimetres to twentieths of a point. */
export function millimetres(length: number): number {
  return Math.round((length / 25.4) * 1440)
}

/** Widths of body characters, as drawn in by `run`, to twentieths of a point. */
export function emsOfBody(ems: number): number {
  return Math.round(ems * (BODY_SIZE * 10 + DRAWN_IN))
}

/** The four fonts of a run: western letters and digits in Times New Roman, quotation marks and dashes as Chinese. */
export function fontOf(eastAsia: string) {
  return { ascii: 'Times New Roman', hAnsi: 'Times New Roman', cs: 'Times New Roman', eastAsia, hint: 'eastAsia' }
}

/** A run of text; body size is drawn in. */
export function run(text: string, font: string, size = BODY_SIZE, options: IRunOptions = {}): TextRun {
  const spacing = size === BODY_SIZE ? { characterSpacing: DRAWN_IN } : {}
  return new TextRun({ ...spacing, ...options, text, size, font: fontOf(font) })
}
