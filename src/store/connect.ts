/** Opens the store: the managed PostgreSQL of `home`, or the server that `DATABASE_URL` names. One code path for both. */
import path from 'node:path'
import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { Failure } from '../kernel/failure.ts'
import type { Database } from './database.ts'
import { fieldTypes } from './field-types.ts'
import { startManagedPostgres, type ManagedPostgres } from './managed-postgres.ts'
import { migrate } from './migrate.ts'

export interface Store {
  readonly url: string
  readonly db: Kysely<Database>
  readonly pool: pg.Pool
  /** Ends all connections, and the managed server when this process started it. */
  close(): Promise<void>
}

export interface StoreSettings {
  /** Folder of this installation; the managed server keeps its data in `<home>/postgres`. */
  readonly home: string
  /** Connection string of a PostgreSQL 15 or newer; without it the managed server is used. */
  readonly databaseUrl?: string | undefined
}

/** The database inside the managed server. */
const MANAGED_DATABASE = 'mingcha'

/**
 * Connects and brings the schema up to date. Several processes may do this at once.
 *
 * @throws Failure `unavailable.…` when there is no server, or its schema is newer than this program
 */
export async function openStore({ home, databaseUrl }: StoreSettings): Promise<Store> {
  if (databaseUrl) return await connectStore(databaseUrl)
  const postgres = await startManagedPostgres(path.join(home, 'postgres'))
  try {
    await createDatabase(postgres, MANAGED_DATABASE)
    return await connectStore(postgres.url(MANAGED_DATABASE), { afterClose: () => postgres.stop() })
  } catch (error) {
    await postgres.stop()
    throw error
  }
}

/** Where the server of a connection string is, without its password; a `host` that begins with `/` is a local socket. */
export function serverOf(url: string): { readonly host: string; readonly port: number; readonly database: string } {
  const { host, port, database = '' } = new pg.Client({ connectionString: url })
  return { host, port, database }
}

export interface ConnectSettings {
  /** Runs when the connections are gone. */
  readonly afterClose?: () => Promise<void>
  /** A server that has not let us in by then is given up: it may accept the connection and never say a word. */
  readonly connectWithinMs?: number
  /** A process that goes silent inside a transaction (frozen, or cut off) loses it and its locks after this long. */
  readonly silentWithinMs?: number
}

/** Connects to an existing database and migrates it. */
export async function connectStore(
  url: string,
  { afterClose = async () => {}, connectWithinMs = 10_000, silentWithinMs = 30_000 }: ConnectSettings = {},
): Promise<Store> {
  const pool = new pg.Pool({
    connectionString: url,
    Client: clientThatGivesUp(connectWithinMs),
    max: 10,
    types: fieldTypes,
    options: `-c timezone=UTC -c idle_in_transaction_session_timeout=${silentWithinMs}`,
    application_name: 'mingcha',
  })
  // an idle connection ends when the server restarts; the next query opens a new one
  pool.on('error', () => {})
  // and one in use tells its query; without a listener the same news would end the process as well
  pool.on('connect', (client) => client.on('error', () => {}))
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    // else it renames the keys inside jsonb values
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
  try {
    await pool.query('select 1').catch((error: Error) => {
      throw unreachable(error)
    })
    await migrate(db)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return { url, db, pool, close: closeOnce(db, afterClose) }
}

/** The pool's own time limit would also end waiting for one of its connections, which long transactions may keep busy. */
function clientThatGivesUp(connectionTimeoutMillis: number): typeof pg.Client {
  return class extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super({ ...config, connectionTimeoutMillis })
    }
  }
}

function closeOnce(db: Kysely<Database>, afterClose: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | null = null
  return () => (closing ??= db.destroy().then(afterClose))
}

async function createDatabase(postgres: ManagedPostgres, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url('postgres') })
  await client.connect()
  try {
    await client.query(`create database "${name}"`)
  } catch (error) {
    // exists already, or was made by another process at this instant
    if (!['42P04', '23505'].includes((error as pg.DatabaseError).code ?? '')) throw error
  } finally {
    await client.end()
  }
}

function unreachable(error: Error): Failure {
  return new Failure(
    'unavailable.database',
    `连接数据库失败：${error.message || String((error as { code?: unknown }).code)}`,
    '请检查 DATABASE_URL 中的地址、账号和密码，以及数据库服务是否在运行',
  )
}
