/** What the archive of an inspection shows: the pictures of pages, and their replay on another origin. Reading is audited. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { Failure } from '../../kernel/failure.ts'
import { demandInspection } from '../../registry/scope.ts'
import { loadInspection } from '../../review/inspection.ts'
import { record } from '../../store/audit.ts'
import { actorOf, byOf, needs } from '../actor.ts'
import { openStored } from '../archive-file.ts'
import { checked, otherwise } from '../errors.ts'
import { readInspectionId } from '../inspection-id.ts'
import { originOf } from '../reader.ts'
import type { HttpSettings } from '../settings.ts'

const inspectionId = z
  .string()
  .openapi({ type: 'integer', minimum: 1, param: { in: 'path', name: 'id', required: true }, example: 1 })

const onePicture = createRoute({
  ...needs('findings:read'),
  method: 'get',
  path: '/api/inspections/{id}/pictures/{record}',
  request: {
    params: z.object({
      id: inspectionId,
      record: z
        .string()
        .regex(/^\d{1,7}$/)
        .openapi({ type: 'integer', param: { in: 'path', name: 'record' }, example: '3' }),
    }),
  },
  responses: {
    200: { description: '存档中的整页截图', content: { 'image/jpeg': { schema: z.string() } } },
    ...otherwise,
  },
})

const replayAnswer = z
  .object({
    until: z.string(),
    pages: z.array(
      z.object({
        url: z.string(),
        title: z.string(),
        at: z.string(),
        address: z.string(),
        /** The page as its scripts had made it. */
        rendered: z.string().nullable(),
      }),
    ),
  })
  .openapi('Replay')
export type ReplayAnswer = z.output<typeof replayAnswer>

const openReplay = createRoute({
  ...needs('findings:read'),
  method: 'post',
  path: '/api/inspections/{id}/replay',
  request: { params: z.object({ id: inspectionId }) },
  responses: {
    200: {
      description: '在另一个端口回放网页存档的限时链接；记入审计日志',
      content: { 'application/json': { schema: replayAnswer } },
    },
    ...otherwise,
  },
})

const [replayMinutes, mostPages] = [30, 500]

export function archivedPageRoutes({ db, archiveFolder, replay }: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono(checked)
  app.openapi(onePicture, async (context) => {
    const { id, record: number } = context.req.valid('param')
    const wanted = readInspectionId(id)
    await demandInspection(db, actorOf(context), wanted)
    const { archive: stored, campaignId } = await loadInspection(db, wanted)
    const archive = await openStored(archiveFolder, stored)
    try {
      const found = archive.records[Number(number)]
      if (found?.type !== 'resource' || found.mime !== 'image/jpeg') {
        throw new Failure('notFound.picture', '存档中没有这张截图', '截图的编号见判定的依据')
      }
      await record(db, {
        ...byOf(context),
        action: 'picture.read',
        subject: `inspection/${wanted}`,
        detail: { campaignId, url: found.url, digest: found.digest, ...originOf(context) },
      })
      return context.body(new Uint8Array(await archive.readBlock(found)), 200, {
        'content-type': 'image/jpeg',
        'cache-control': 'private, max-age=3600, immutable',
      }) as never
    } finally {
      archive.close()
    }
  })

  app.openapi(openReplay, async (context) => {
    const wanted = readInspectionId(context.req.valid('param').id)
    await demandInspection(db, actorOf(context), wanted)
    if (replay === undefined) {
      throw new Failure('unavailable.replay', '没有开启存档回放', '请下载网页存档，用回放工具打开')
    }
    const { archive: stored, campaignId } = await loadInspection(db, wanted)
    const archive = await openStored(archiveFolder, stored)
    try {
      const by = byOf(context)
      const until = Date.parse(by.at) + replayMinutes * 60_000
      const base = `${replay.originFor(context.req.url)}/${replay.tokens.issue(wanted, until)}`
      await record(db, {
        ...by,
        action: 'archive.replayed',
        subject: `inspection/${wanted}`,
        detail: { campaignId, sha256: stored!.sha256, ...originOf(context) },
      })
      const pages = [...archive.pages.values()].flatMap(({ url, title, ts }) =>
        /^https?:/.test(url)
          ? [
              {
                url,
                title,
                at: ts,
                address: `${base}/page/${url}`,
                rendered: archive.renderingOf(url) ? `${base}/rendered/${url}` : null,
              },
            ]
          : [],
      )
      return context.json({ until: new Date(until).toISOString(), pages: pages.slice(0, mostPages) }, 200)
    } finally {
      archive.close()
    }
  })
  return app
}
