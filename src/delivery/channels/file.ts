/** For closed networks: one file per message in a folder, whole or not there at all; people or another program carry it on. */
import { mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { dayOfInstant } from '../../kernel/day.ts'
import { epochMs } from '../../kernel/instant.ts'
import { defineChannel } from '../channel.ts'

export default defineChannel({
  id: 'file',
  title: '文件发件箱',
  settings: z.strictObject({
    folder: z.string().refine((folder) => path.isAbsolute(folder), { error: '请写绝对路径' }),
  }),
  secret: z.strictObject({}),
  address: null,
  limits: [],
  maxBytes: 1_000_000,
  escape: (value) => value,
  async send({ key, subject, text, severe, unit, createdAt }, { settings: { folder } }) {
    // The name is that of the message: a second try replaces the file of the first.
    const name = `${dayOfInstant(epochMs(createdAt))}-${key}.txt`
    const heading = [
      `编号：${key}`,
      `主题：${subject}`,
      `单位：${unit}`,
      `时间：${createdAt}`,
      `紧急：${severe ? '是' : '否'}`,
    ]
    try {
      await mkdir(folder, { recursive: true })
      await writeWhole(path.join(folder, name), `${heading.join('\n')}\n\n${text}\n`)
    } catch (error) {
      return { outcome: 'failed', detail: `写文件失败：${(error as Error).message}` }
    }
    return { outcome: 'accepted', receipt: name }
  },
})

async function writeWhole(file: string, text: string): Promise<void> {
  // A reader that takes every .txt never sees half of one.
  const unfinished = `${file}.part`
  try {
    const handle = await open(unfinished, 'w')
    try {
      await handle.writeFile(text, 'utf8')
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}
