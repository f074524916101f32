/** The settings of an installation: to be read here, to be changed in its file. What is secret is not shown. */
import path from 'node:path'
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { sql } from 'kysely'
import { serverOf } from '../../store/connect.ts'
import { actorOf, needs } from '../actor.ts'
import { demandWhole } from '../demand-all.ts'
import { installationOf, type HttpSettings } from '../settings.ts'
import { jsonAnswer } from '../route-parts.ts'

const installation = z
  .object({
    version: z.string(),
    node: z.string(),
    home: z.string(),
    configFile: z.string().describe('改设置：编辑此文件后重新启动'),
    database: z.object({
      server: z.string().describe('内置或地址，不含口令'),
      version: z.string(),
      bytes: z.number().int(),
    }),
    settings: z.array(
      z.object({
        name: z.string().openapi({ example: 'gather.requestsPerSecond' }),
        value: z.string().describe('JSON；密钥不显示'),
        usual: z.boolean().describe('与默认值相同'),
      }),
    ),
  })
  .openapi('Installation')
export type InstallationAnswer = z.output<typeof installation>

const route = createRoute({
  ...needs('system:read'),
  method: 'get',
  path: '/api/installation',
  responses: jsonAnswer('本安装的设置（只读）', installation),
})

export function installationRoutes(settings: HttpSettings): OpenAPIHono {
  const app = new OpenAPIHono()
  app.openapi(route, async (context) => {
    demandWhole(actorOf(context), '本安装')
    const { home, databaseUrl, config, usualConfig } = installationOf(settings)
    const { rows } = await sql<{ version: string; bytes: number }>`
      select current_setting('server_version') as version, pg_database_size(current_database())::bigint as bytes`.execute(
      settings.db,
    )
    const usual = new Map(flattened(usualConfig))
    return context.json(
      {
        version: '0.1.0',
        node: process.version,
        home,
        configFile: path.join(home, 'config.json'),
        database: { server: serverWords(databaseUrl, home), ...rows[0]! },
        settings: flattened(config).map(([name, value]) => ({ name, value, usual: usual.get(name) === value })),
      },
      200,
    )
  })
  return app
}

const secret = /secret|password|token|credential|private|(^|\.)key$/i

/** `gather.requestsPerSecond` → `2`: objects are opened, lists are not. */
function flattened(value: unknown, name = ''): [string, string][] {
  if (name !== '' && secret.test(name)) return [[name, value === null || value === '' ? '""' : '"（已设置，不显示）"']]
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(value)
    if (entries.length === 0) return name === '' ? [] : [[name, '{}']]
    return entries.flatMap(([key, inner]) => flattened(inner, name === '' ? key : `${name}.${key}`))
  }
  return [[name, JSON.stringify(value, (key, inner: unknown) => (secret.test(key) ? '（不显示）' : inner))]]
}

function serverWords(databaseUrl: string, home: string): string {
  const { host, port, database } = serverOf(databaseUrl)
  return host.startsWith('/') ? `内置（${path.join(home, 'postgres')}）` : `${host}:${port}/${database}`
}
