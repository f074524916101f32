/** All styles, by id. A new issuer is one more file and one more line here. */
import type { BulletinStyle } from '../style.ts'
import { shanghai } from './shanghai.ts'

export const styles = { shanghai } as const satisfies Readonly<Record<string, BulletinStyle>>
export type StyleId = keyof typeof styles

/** The style with this id, or `undefined`. */
export function findStyle(id: string): BulletinStyle | undefined {
  return Object.hasOwn(styles, id) ? styles[id as StyleId] : undefined
}
