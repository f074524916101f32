/** Backups: how the last ones went, and beginning one. */
import path from 'node:path'
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { backupName, dailyTimes } from '../../store/backup-schedule.ts'
import { freeBytes, lastBackup, listBackups, startBackup, type BackupState } from '../../store/backup-runs.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { demandWhole } from '../demand-all.ts'
import { checked, otherwise } from '../errors.ts'
import { listOf, pageQuery, rowsOfPage } from '../list-query.ts'
import { installationOf, nowOf, type HttpSettings } from '../settings.ts'
import { jsonAnswer, keysOf } from '../route-parts.ts'

const states: Readonly<Record<BackupState, string>> = {
  running: '进行中',
  done: '已完成',
  failed: '失败',
  brokenOff: '中断',
}
const instant = z.string().openapi({ format: 'date-time' })
const backup = z
  .object({
    id: z.number().int(),
    folder: z.string().describe('服务器上的文件夹'),
    state: keysOf(states),
    startedBy: z.string(),
    startedAt: instant,
    endedAt: instant.nullable(),
    fault: z.string().describe('出了什么问题；完好时为空'),
    tableCount: z.number().int().nullable(),
    rowCount: z.number().int().nullable(),
    archiveCount: z.number().int().nullable(),
    bytes: z.number().int().nullable(),
    scheduledFor: z.string().nullable().describe('定时备份的日期；人工开始的为 null'),
    removedAt: instant.nullable().describe('文件已清理的时间：定时备份只保留最近几份'),
  })
  .openapi('Backup')
export type BackupAnswer = z.output<typeof backup>

const page = listOf(backup)
  .extend({
    folder: z.string().describe('新的备份写到这里'),
    freeBytes: z.number().int().nullable().describe('该处剩余空间'),
    lastWholeAt: instant.nullable().describe('最近一次完好的备份开始的时间'),
    hoursSince: z.number().nullable(),
    daily: z
      .object({ at: z.string().openapi({ example: '02:30' }), keep: z.number().int(), nextAt: instant })
      .nullable()
      .describe('每日定时备份；null 为没有设定'),
  })
  .openapi('BackupPage')
export type BackupPageAnswer = z.output<typeof page>

const list = createRoute({
  ...needs('system:read'),
  method: 'get',
  path: '/api/backups',
  request: { query: z.object(pageQuery) },
  responses: jsonAnswer('一页备份，最近的在前', page),
})
const start = createRoute({
  ...needs('system:manage'),
  method: 'post',
  path: '/api/backups',
  responses: {
    202: {
      description: '已开始；进展见列表',
      content: { 'application/json': { schema: z.object({ id: z.number().int(), folder: z.string() }) } },
    },
    ...otherwise,
  },
})

export function backupRoutes(settings: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  const { db, archiveFolder } = settings
  app.openapi(list, async (context) => {
    demandWhole(actorOf(context), '备份')
    const [found, last] = [await listBackups(db, rowsOfPage(context.req.valid('query'))), await lastBackup(db)]
    const { folder, daily } = installationOf(settings).backups
    const since = last === null ? null : Date.parse(nowOf(settings)) - Date.parse(last.startedAt)
    return context.json(
      {
        total: found.total,
        items: [...found.items],
        folder,
        freeBytes: (await freeBytes(folder)) ?? (await freeBytes(installationOf(settings).home)),
        lastWholeAt: last?.startedAt ?? null,
        hoursSince: since === null ? null : Math.round(since / 360_000) / 10,
        daily: daily && { ...daily, nextAt: nextAfter(daily.at, nowOf(settings)) },
      },
      200,
    )
  })
  app.openapi(start, async (context) => {
    const { databaseUrl: url, backups } = installationOf(settings)
    const by = byOf(context)
    const folder = path.join(backups.folder, backupName(by.at))
    const begun = await startBackup(db, { url, archives: archiveFolder, folder }, by, () => Date.parse(nowOf(settings)))
    return context.json({ id: begun.id, folder }, 202)
  })
  return app
}

const nextAfter = (at: string, now: string) => new Date(dailyTimes(at, Date.parse(now)).nextMs).toISOString()
