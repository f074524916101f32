/**
 * Width of a text in western characters: a Chinese character is as wide as two. `western` is the width of a western one,
 * for fonts that are wider than half.
 */
export function displayWidth(text: string, western = 1): number {
  let width = 0
  for (const char of text) width += char.charCodeAt(0) < 0x2000 ? western : 2
  return width
}
