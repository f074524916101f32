/** The files of a bulletin. */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Bulletin } from '../bulletins/bulletin.ts'
import { formats } from '../bulletins/formats/index.ts'

/** Writes `bulletin.<extension>` in every format; each file appears whole or not at all. Returns the paths. */
export async function renderBulletin(bulletin: Bulletin, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const files: string[] = []
  for (const format of formats) {
    const file = path.join(folder, `bulletin.${format.extension}`)
    const aside = `${file}.writing`
    await writeFile(aside, await format.render(bulletin))
    await rename(aside, file)
    files.push(file)
  }
  return files
}
