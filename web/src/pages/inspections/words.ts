/** Words of decisions; the tables are the program's own. */
import { decisionKinds as kinds, reviewRoles as roles } from '../../../../src/judging/verdict.ts'

export const decisionKinds: Readonly<Record<string, string>> = kinds
export const reviewRoles: Readonly<Record<string, string>> = roles
