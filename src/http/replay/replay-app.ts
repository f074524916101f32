/**
 * Archived pages on an origin of their own (another port): scripts of a page never run, and even if they did, they would find
 * neither a session nor our API there. An address is `/<token>/<mode>/<archived address>`; `page` is the stored answer,
 * `rendered` the HTML as scripts had made it.
 */
import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import { readArchive, type ArchivedRecord, type ReadableArchive } from '../../gather/archive/read-archive.ts'
import { decodeText } from '../../gather/fetch/charset.ts'
import { Failure } from '../../kernel/failure.ts'
import type { ArchiveSummary } from '../../gather/settings.ts'
import type { Tx } from '../../store/database.ts'
import { findInside } from '../archive-file.ts'
import type { ReplayTokens } from './replay-token.ts'
import { rewritePage, rewriteSheet } from './rewrite-page.ts'

export interface ReplaySettings {
  readonly db: Tx
  readonly archiveFolder: string
  readonly tokens: ReplayTokens
  /** Milliseconds since 1970. */
  readonly clock: () => number
}

const modes = ['page', 'rendered'] as const
type Mode = (typeof modes)[number]

/** Nothing runs, nothing leaves, nothing is sent; only the console beside it, on another port of this host, may frame it. */
const policyFor = (hostname: string) =>
  [
    'sandbox',
    "default-src 'none'",
    "img-src 'self' data:",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "media-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors http://${hostname}:* https://${hostname}:*`,
  ].join('; ')

const headers = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-site',
  'cache-control': 'private, max-age=600',
}

/** Archives that stay open for the next request of the same page; each is one file handle and its lists. */
const mostOpen = 4

/** The application of the replay origin. */
export function createReplayApp({ db, archiveFolder, tokens, clock }: ReplaySettings): Hono {
  const app = new Hono()
  const opened = new Map<number, Promise<ReadableArchive>>()

  async function openArchive(inspectionId: number): Promise<ReadableArchive> {
    const known = opened.get(inspectionId)
    if (known !== undefined) return known
    const opening = findArchive(db, archiveFolder, inspectionId)
    opened.set(inspectionId, opening)
    opening.catch(() => opened.delete(inspectionId))
    for (const [id, archive] of [...opened].slice(0, -mostOpen)) {
      opened.delete(id)
      void archive.then((one) => one.close()).catch(() => {})
    }
    return opening
  }

  app.onError((error, context) => {
    if (!(error instanceof Failure)) console.error(error)
    const text = error instanceof Failure ? error.message : '程序内部错误'
    return notice(context, text, error instanceof Failure ? 404 : 500)
  })
  app.notFound((context) => notice(context, '没有这个页面', 404))

  app.use(async (context, next) => {
    await next()
    context.res.headers.set('content-security-policy', policyFor(new URL(context.req.url).hostname))
  })

  app.get('/:token/:mode/*', async (context) => {
    const { token, mode } = context.req.param()
    const inspectionId = tokens.read(token, clock())
    if (inspectionId === null) return notice(context, '回放链接已过期，请从检查页面重新打开', 403)
    if (!(modes as readonly string[]).includes(mode)) return context.notFound()
    const prefix = `/${token}/${mode}/`
    const { pathname, search } = new URL(context.req.url)
    const url = archivedAddress(pathname.slice(prefix.length) + search)
    const archive = await openArchive(inspectionId)
    const relocate = (address: string) => `/${token}/page/${address}`
    return answer(context, archive, { url, mode: mode as Mode, relocate })
  })
  return app
}

async function findArchive(db: Tx, folder: string, inspectionId: number): Promise<ReadableArchive> {
  const row = await db.selectFrom('inspection').select('archive').where('id', '=', inspectionId).executeTakeFirst()
  const stored = (row?.archive ?? null) as ArchiveSummary | null
  const file = stored && (await findInside(folder, stored.file))
  if (!file) throw new Failure('notFound.archive', '没有网页存档', '请检查存档目录')
  return readArchive(file.path)
}

/** As it was stored: a browser puts `http:/` for `http://` in no path, but leaves out what an empty path is. */
function archivedAddress(text: string): string {
  const repaired = text.replace(/^(https?):\/+/, '$1://')
  return URL.parse(repaired)?.href ?? repaired
}

async function answer(
  context: Context,
  archive: ReadableArchive,
  { url, mode, relocate }: { readonly url: string; readonly mode: Mode; readonly relocate: (url: string) => string },
): Promise<Response> {
  const rendering = mode === 'rendered' ? archive.renderingOf(url) : undefined
  if (rendering) {
    return sendHtml(rewritePage((await archive.readBlock(rendering)).toString(), url, relocate), rendering)
  }
  const record = archive.answerOf(url)
  if (record === undefined) return notice(context, `存档中没有 ${url}`, 404)
  const stored = await archive.readAnswer(record)
  const field = (name: string) => stored.headers.find(([each]) => each.toLowerCase() === name)?.[1] ?? ''
  const location = stored.status >= 300 && stored.status < 400 ? URL.parse(field('location'), url)?.href : undefined
  if (location !== undefined)
    return new Response(null, { status: 302, headers: { ...headers, location: relocate(location) } })
  const type = field('content-type')
  const isPage =
    /html|xml/i.test(record.mime) || (record.mime === 'unk' && /^\s*</.test(stored.body.toString('latin1', 0, 200)))
  if (isPage) return sendHtml(rewritePage(decodeText(stored.body, type).text, url, relocate), record)
  if (/css/i.test(record.mime)) {
    const sheet = rewriteSheet(decodeText(stored.body, type).text, url, relocate)
    return new Response(sheet, { headers: { ...headers, 'content-type': 'text/css; charset=utf-8' } })
  }
  const shown = /^(image|font|audio|video)\/|font|^text\/plain/.test(record.mime)
  return new Response(new Uint8Array(stored.body), {
    headers: {
      ...headers,
      // a sandboxed page has no origin of its own, and fonts are asked for across origins
      'access-control-allow-origin': '*',
      'content-type': shown ? type : 'application/octet-stream',
      ...(shown ? {} : { 'content-disposition': 'attachment' }),
    },
  })
}

function sendHtml(text: string, { date }: ArchivedRecord): Response {
  return new Response(text, {
    headers: {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'memento-datetime': new Date(date).toUTCString(),
    },
  })
}

function notice(context: Context, text: string, status: 403 | 404 | 500): Response | Promise<Response> {
  for (const [name, value] of Object.entries(headers)) context.header(name, value)
  context.header('cache-control', 'no-store')
  return context.html(
    html`<!doctype html>
      <html lang="zh-CN">
        <meta charset="utf-8" />
        <title>网页存档回放</title>
        <body style="font: 15px/1.7 sans-serif; color: #5c6b7f; padding: 24px">
          ${text}
        </body>
      </html>`,
    status,
  )
}
