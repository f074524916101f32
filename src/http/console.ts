/**
 * The console's files: built scripts and styles, which never change under their name, and the one page that starts them at
 * every address of the console. Only files that were there at the start have a name here, so no address leads elsewhere.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Hono } from 'hono'
import type { SecureHeadersVariables } from 'hono/secure-headers'
import { Failure } from '../kernel/failure.ts'
import { forEverybody } from './actor.ts'

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
}

/** What the build wrote where the nonce of an answer belongs. */
const nonceMark = 'NONCE-OF-THIS-ANSWER'

interface BuiltFile {
  readonly mediaType: string
  readonly etag: string
  readonly plain: Uint8Array<ArrayBuffer>
  /** Compressed beforehand, by the word of Accept-Encoding. */
  readonly br: Uint8Array<ArrayBuffer> | null
  readonly gzip: Uint8Array<ArrayBuffer> | null
}

/** Reads the built console once; it is some megabytes at most. */
function readBuilt(folder: string): Map<string, BuiltFile> {
  if (!existsSync(path.join(folder, 'index.html'))) return new Map()
  const read = (file: string) => (existsSync(file) ? new Uint8Array(readFileSync(file)) : null)
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && mediaTypes[path.extname(entry.name)] !== undefined)
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
  return new Map(
    names.map((name) => {
      const plain = read(path.join(folder, name))!
      const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 27)}"`
      const file = path.join(folder, name)
      const built = {
        mediaType: mediaTypes[path.extname(name)]!,
        etag,
        plain,
        br: read(`${file}.br`),
        gzip: read(`${file}.gz`),
      }
      return [`/${name.split(path.sep).join('/')}`, built]
    }),
  )
}

/**
 * Serves the console of this folder (`web/dist`). A request of a browser for a page (`Accept: text/html`) of any address
 * outside /api gets the starting page; its own router says whether there is such a page.
 */
export function consoleRoutes(folder: string): Hono<{ Variables: SecureHeadersVariables }> {
  const app = new Hono<{ Variables: SecureHeadersVariables }>()
  const files = readBuilt(folder)
  const index = files.get('/index.html')
  const start = index && new TextDecoder().decode(index.plain)
  files.delete('/index.html')

  app.get('*', forEverybody.middleware, async (context, next) => {
    const { path: wanted } = context.req
    const file = files.get(wanted)
    if (file) return sendBuilt(file, wanted, context.req.raw)
    const isPage = (context.req.header('accept') ?? '').includes('text/html')
    if (!isPage || wanted === '/api' || wanted.startsWith('/api/') || wanted.startsWith('/assets/')) return next()
    if (start === undefined) {
      throw new Failure('unavailable.console', '控制台还没有生成', '请在程序目录运行 node bin/console.mjs，再重新启动')
    }
    const nonce = context.get('secureHeadersNonce') ?? ''
    return context.html(start.replaceAll(nonceMark, nonce), 200, { 'cache-control': 'no-store' })
  })
  return app
}

function sendBuilt({ mediaType, etag, plain, br, gzip }: BuiltFile, name: string, request: Request): Response {
  const accepted = (request.headers.get('accept-encoding') ?? '').split(',').map((word) => word.split(';')[0]!.trim())
  const [encoding, body] =
    br && accepted.includes('br') ? ['br', br] : gzip && accepted.includes('gzip') ? ['gzip', gzip] : [null, plain]
  const headers = {
    'content-type': mediaType,
    'cache-control': name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag,
    vary: 'accept-encoding',
    ...(encoding === null ? {} : { 'content-encoding': encoding }),
  }
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers })
  return new Response(request.method === 'HEAD' ? null : body, {
    headers: { ...headers, 'content-length': String(body.byteLength) },
  })
}
