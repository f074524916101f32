/** The script of the city's units, as the city hands it over: what they do about their notices, and who is who. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { dayField } from '../../../evidence/fields.ts'
import { day } from '../../../kernel/day.ts'
import { atHour } from '../movable-clock.ts'

const momentField = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/)
  .transform((text) => atHour(day(text.slice(0, 10)), text.slice(11)))

const act = z.object({
  /** Milliseconds since 1970. */
  at: momentField,
  unit: z.string(),
  person: z.string(),
  target: z.string(),
  does: z.enum(['read', 'answer', 'extend', 'appeal']),
  text: z.string(),
  until: dayField.optional(),
  proof: z.string().optional(),
})
export type UnitAct = z.output<typeof act>

const script = z.object({
  noticeDay: dayField,
  nextMonitorPoint: dayField,
  office: z.object({ reviewer: z.string(), supervisor: z.string(), otherSupervisor: z.string() }),
  handlers: z.array(z.object({ unit: z.string(), person: z.string() })),
  handOver: z.object({ from: z.string(), to: z.string() }),
  acts: z.array(act),
})
export type QuarterScript = z.output<typeof script>

export const scriptName = '单位整改脚本.json'

/** Reads the script from the folder of the city's files. */
export async function readScript(folder: string): Promise<QuarterScript> {
  return script.parse(JSON.parse(await readFile(path.join(folder, scriptName), 'utf8')))
}
