/**
 * Pages elsewhere must not write through a user's browser (CSRF). The cookie is same-site; besides, a browser says where a
 * request comes from, and what no browser sends without asking first (JSON, PUT, DELETE) may come from a program.
 */
import type { Context, MiddlewareHandler } from 'hono'
import { Failure } from '../kernel/failure.ts'
import { keyOf } from './actor.ts'

const readingMethods = ['GET', 'HEAD', 'OPTIONS']
/** What a form of any page can send without being asked. */
const formTypes = ['application/x-www-form-urlencoded', 'text/plain']

/** Refuses writes that a page of another origin sends, and bodies that only forms send. */
export const refuseForeignWrites: MiddlewareHandler = async (context, next) => {
  if (!readingMethods.includes(context.req.method) && !isOwnWrite(context)) {
    throw new Failure(
      'forbidden.foreignWrite',
      '不接受来自其他网站的写入',
      '请在本系统的页面中操作；程序调用请以 JSON 发送',
    )
  }
  await next()
}

function isOwnWrite(context: Context): boolean {
  if (keyOf(context) !== null) return true
  const type = (context.req.header('content-type') ?? '').split(';')[0]!.trim().toLowerCase()
  if (formTypes.includes(type)) return false
  const site = context.req.header('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  const origin = context.req.header('origin')
  // A proxy may end TLS before us: the scheme differs then, the host does not.
  if (origin !== undefined) return URL.parse(origin)?.host === new URL(context.req.url).host
  return context.req.method !== 'POST' || type === 'application/json'
}
