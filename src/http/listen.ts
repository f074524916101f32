/** Listening: the configured port, or the next free one, so that a second installation does not stop the first. */
import { serve } from '@hono/node-server'
import { Failure } from '../kernel/failure.ts'

export interface Listening {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

const tries = 20

/** Serves `fetch` on the host; port 0 takes any free port, a taken port moves on by one, up to 20 times. */
export async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  for (let candidate = port; candidate < port + tries; candidate += 1) {
    const listening = await listenOn(fetch, host, candidate)
    if (listening) return listening
  }
  throw new Failure(
    'unavailable.port',
    `${host} 的端口 ${port} 至 ${port + tries - 1} 都被占用`,
    '请停止占用端口的程序，或在 config.json 的 http.port 中换一个端口',
  )
}

async function listenOn(
  fetch: (request: Request) => Response | Promise<Response>,
  host: string,
  port: number,
): Promise<Listening | null> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: host, port }, (address) => {
      resolve({
        url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}/`,
        port: address.port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed())
            if ('closeAllConnections' in server) server.closeAllConnections()
          }),
      })
    })
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && port !== 0) resolve(null)
      else reject(error)
    })
  })
}
