/** All templates, by family. */
import { definition } from './definition.ts'
import type { FamilyId } from './family.ts'
import { front } from './front.ts'
import { glued } from './glued.ts'
import { list } from './list.ts'
import { short } from './short.ts'
import { table } from './table.ts'
import type { Template } from './template.ts'
import { time } from './time.ts'

export const templates: Readonly<Record<FamilyId, Template>> = { list, table, definition, front, glued, short, time }
