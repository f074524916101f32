/** What the server does with a request: an answer as a value, or one of the two ways of giving none. */
export type Answer = PlainAnswer | { readonly kind: 'hang' } | { readonly kind: 'reset' }

export interface PlainAnswer {
  readonly kind: 'plain'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** How long the server waits before it answers. */
  readonly delayMs: number
}

export function answer(
  status: number,
  contentType: string,
  body: Buffer | string,
  headers: Readonly<Record<string, string>> = {},
): PlainAnswer {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  return { kind: 'plain', status, headers: { 'content-type': contentType, ...headers }, body: bytes, delayMs: 0 }
}

/** A short page that belongs to no site. */
export function plainPage(
  status: number,
  title: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): PlainAnswer {
  const html = `<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1><div>${text}</div></body></html>`
  return answer(status, 'text/html; charset=utf-8', html, headers)
}
