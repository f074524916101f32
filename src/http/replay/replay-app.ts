/**
 * Archived pages on an origin of their own (another port): scripts of a page never run, and even if they did, they would find
 * neither a session nor our API there. An address is `/<token>/<mode>/<archived address>`; `page` is the stored answer,
 * `rendered` the HTML as scripts had made it.
 */
import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import type { ArchivedRecord, ReadableArchive } from '../../gather/archive/read-archive.ts'
import { decodeText } from '../../gather/fetch/charset.ts'
import { Failure } from '../../kernel/failure.ts'
import type { ArchiveSummary } from '../../gather/settings.ts'
import type { Tx } from '../../store/database.ts'
import { openStored } from '../archive-file.ts'
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

/**
 * Nothing runs, nothing leaves, nothing is sent. Who may frame it is left open: a sandboxed page has no origin of its own, so
 * that its own frames would be refused; there is nothing to be clicked that does anything.
 */
const policy = [
  'sandbox',
  "default-src 'none'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "media-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // A sandboxed page has no origin of its own: to its own style sheets it is a stranger.
  'cross-origin-resource-policy': 'cross-origin',
  'cache-control': 'private, max-age=600',
}

/** Archives that stay open for the next request of the same page; each is one file handle and its lists. */
const [mostOpen, closeAfterMs] = [4, 60_000]

/** The application of the replay origin. */
export function createReplayApp({ db, archiveFolder, tokens, clock }: ReplaySettings): Hono {
  const app = new Hono()
  /** By the digest of the file. */
  const opened = new Map<string, Promise<ReadableArchive>>()

  async function openArchive(inspectionId: number): Promise<ReadableArchive> {
    const row = await db.selectFrom('inspection').select('archive').where('id', '=', inspectionId).executeTakeFirst()
    const stored = (row?.archive ?? null) as ArchiveSummary | null
    const known = opened.get(stored?.sha256 ?? '')
    if (known !== undefined) return known
    const opening = openStored(archiveFolder, stored)
    if (stored === null) return opening
    opened.set(stored.sha256, opening)
    opening.catch(() => opened.delete(stored.sha256))
    for (const [sha256, archive] of [...opened].slice(0, -mostOpen)) {
      opened.delete(sha256)
      // not at once: another request may still be reading from it
      setTimeout(() => void archive.then((one) => one.close()).catch(() => {}), closeAfterMs).unref()
    }
    return opening
  }

  app.onError((error, context) => {
    if (!(error instanceof Failure)) console.error(error)
    const text = error instanceof Failure ? error.message : '程序内部错误'
    return notice(context, text, error instanceof Failure ? 404 : 500)
  })
  app.notFound((context) => notice(context, '没有这个页面', 404))

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
