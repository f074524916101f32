/** Words of the register as choices. */
import { platformLabels } from '../../../../src/registry/platforms/index.ts'
import {
  accountPurposes,
  accountStates,
  columnClassNames,
  filingStates,
  siteCategories,
  siteStates,
  unitKinds,
} from '../../../../src/registry/register.ts'

const options = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }))

export const unitKindOptions = options(unitKinds)
export const siteCategoryOptions = options(siteCategories)
export const siteStateOptions = options(siteStates)
export const accountStateOptions = options(accountStates)
export const accountPurposeOptions = options(accountPurposes)
export const filingStateOptions = options(filingStates)
export const columnClassOptions = options(columnClassNames)
export const platformOptions = options(platformLabels)
export { accountPurposes, accountStates, filingStates, siteCategories, siteStates, unitKinds }
export { columnClassNames as columnClasses, platformLabels as platforms }
