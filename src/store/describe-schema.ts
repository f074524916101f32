/** The schema as the server's catalog shows it; `schema.sql` is its golden copy, so that every change is seen in a review. */
import { sql } from 'kysely'
import type { Tx } from './database.ts'

interface Part {
  readonly table: string
  readonly text: string
}

/** Tables with fields, constraints and indexes as readable text, in stable order; the migrator's own tables are left out. */
export async function describeSchema(db: Tx): Promise<string> {
  const [fields, constraints, indexes] = await Promise.all([
    parts(db, FIELDS),
    parts(db, CONSTRAINTS),
    parts(db, INDEXES),
  ])
  const tables = [...new Set(fields.map(({ table }) => table))]
  const blocks = tables.map((table) => {
    const of = (list: readonly Part[]) => list.filter((part) => part.table === table).map(({ text }) => text)
    const body = [...of(fields), ...of(constraints)].map((line) => `  ${line}`).join(',\n')
    return [`create table ${table} (\n${body}\n);`, ...of(indexes).map((line) => `${line};`)].join('\n')
  })
  return `-- Made by describeSchema from the catalog; written anew by \`npm run golden\`.\n\n${blocks.join('\n\n')}\n`
}

/** Fields of every table: the names a row has, and whether a value may be missing. */
export async function catalogFields(
  db: Tx,
): Promise<
  { readonly table: string; readonly field: string; readonly nullable: boolean; readonly generated: boolean }[]
> {
  const { rows } = await sql<{ table: string; field: string; nullable: boolean; generated: boolean }>`
    select c.relname as table, a.attname as field, not a.attnotnull as nullable,
           a.attidentity <> '' or a.atthasdef as generated
    from pg_attribute a ${ownTables} and a.attnum > 0 and not a.attisdropped
    order by 1, a.attnum`.execute(db)
  return rows
}

const ownTables = sql`join pg_class c on c.oid = a.attrelid
  where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname !~ '^kysely_'`

const FIELDS = sql<Part>`
  select c.relname as table,
         a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
         || case when a.attnotnull then ' not null' else '' end
         || case when a.attidentity = 'a' then ' generated always as identity'
                 when a.attgenerated = 's' then ' generated always as ' || pg_get_expr(d.adbin, d.adrelid) || ' stored'
                 when d.oid is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end as text
  from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum ${ownTables}
    and a.attnum > 0 and not a.attisdropped
  order by c.relname collate "C", a.attnum`

const CONSTRAINTS = sql<Part>`
  select a.conrelid::regclass::text as table, 'constraint ' || a.conname || ' ' || pg_get_constraintdef(a.oid) as text
  from (select oid, conname, contype, conrelid, conrelid as attrelid from pg_constraint) a ${ownTables}
    and a.contype <> 'n'
  order by 1, a.contype, a.conname collate "C"`

const INDEXES = sql<Part>`
  select c.relname as table, pg_get_indexdef(a.indexrelid) as text
  from (select indexrelid, indrelid as attrelid from pg_index) a ${ownTables}
    and not exists (select from pg_constraint k where k.conindid = a.indexrelid and k.contype in ('p', 'u', 'x'))
  order by 1, 2`

async function parts(db: Tx, query: typeof FIELDS): Promise<readonly Part[]> {
  return (await query.execute(db)).rows
}
