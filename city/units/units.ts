/** All units of the city: the municipal government, districts, departments, committees and the bodies below them. */
import { committeeNames, departmentNames, subsiteNames, type DepartmentName } from './departments.ts'
import { districtFullName, districtNames } from './districts.ts'
import { subordinateUnits } from './subordinates.ts'
import type { Unit } from './unit.ts'

export interface Units {
  readonly municipal: Unit
  readonly districts: readonly Unit[]
  readonly departments: readonly Unit[]
  readonly committees: readonly Unit[]
  /** Bodies below departments that own a sub-site. */
  readonly subsiteOwners: readonly Unit[]
  /** District bureaus, streets and institutions: they own accounts only. */
  readonly subordinates: readonly Unit[]
}

export function buildUnits(seed: string): Units {
  const municipal: Unit = {
    code: '310000',
    name: '上海市人民政府',
    shortName: '市政府',
    kind: 'municipal',
    parent: null,
    printOrder: 1,
    slug: 'www',
    division: '310000',
    accountStem: '上海发布',
  }
  const districts = districtNames.map(({ stem, slug, division }, index): Unit => ({
    code: division,
    name: `上海市${districtFullName(stem)}人民政府`,
    shortName: districtFullName(stem),
    kind: 'district',
    parent: municipal,
    printOrder: 101 + index,
    slug,
    division,
    accountStem: `上海${stem}`,
  }))
  const below = (kind: Unit['kind'], letter: string, firstOrder: number, parent: (name: DepartmentName) => Unit) => {
    return (name: DepartmentName, index: number): Unit => ({
      code: `310000${letter}${String(index + 1).padStart(2, '0')}`,
      name: name.name,
      shortName: name.shortName,
      kind,
      parent: parent(name),
      printOrder: firstOrder + index,
      slug: name.slug,
      division: '310000',
      accountStem: name.accountStem,
    })
  }
  const departments = departmentNames.map(below('department', 'B', 201, () => municipal))
  const committees = committeeNames.map(below('committee', 'G', 301, () => municipal))
  const parentOf = (slug: string): Unit => departments.find((department) => department.slug === slug)!
  const subsiteOwners = subsiteNames.map((name, index) =>
    below('subordinate', 'Z', 401, () => parentOf(name.parentSlug))(name, index),
  )
  return {
    municipal,
    districts,
    departments,
    committees,
    subsiteOwners,
    subordinates: subordinateUnits(seed, districts, departments),
  }
}

/** Every unit, parents before children. */
export function allUnits(units: Units): Unit[] {
  return [
    units.municipal,
    ...units.districts,
    ...units.departments,
    ...units.committees,
    ...units.subsiteOwners,
    ...units.subordinates,
  ]
}
