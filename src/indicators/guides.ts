/** Service guides: which element classes are missing. Shared by WEB-V6.1–6.3 and the service deductions. */
import { guideClasses, type Guide } from '../evidence/services.ts'
import type { Evidence } from '../evidence/evidence.ts'
import { capturedAt, home } from './example.ts'

/** Element classes that a guide does not show; an item without a guide lacks all eight. */
export function missingClasses(guide: Guide): readonly string[] {
  return guide.state === 'none' ? guideClasses : guideClasses.filter((name) => !guide.classes.includes(name))
}

/** Guides that lack so many classes, and those nobody could read. */
export function sortGuides(guides: readonly Guide[], minMissing: number) {
  return {
    incomplete: guides.filter((guide) => guide.state !== 'unreadable' && missingClasses(guide).length >= minMissing),
    unreadable: guides.filter(({ state }) => state === 'unreadable'),
  }
}

/** One finding per guide with what it lacks. */
export function guideFindings(guides: readonly Guide[]) {
  return guides.map((guide) => ({
    where: `事项“${guide.name}”`,
    message: guide.state === 'none' ? '没有办事指南' : `办事指南缺少${missingClasses(guide).join('、')}`,
    url: guide.url,
  }))
}

/** A guide for conformance cases that lacks the last so many classes. */
export function exampleGuide(missing: number, change: Partial<Guide> = {}): Guide {
  return {
    name: '示例事项',
    url: `${home}bsfw/1.html`,
    state: 'read',
    classes: guideClasses.slice(0, guideClasses.length - missing),
    basisWithoutContent: false,
    vaguePhrases: [],
    forms: [],
    ...change,
  }
}

/** Services that offer as many items as there are guides, unless said otherwise. */
export function exampleServices(guides: Guide[], change: Partial<Evidence['services']> = {}): Evidence['services'] {
  const url = `${home}bsfw/`
  return { capturedAt, url, itemCount: guides.length, together: true, facets: ['主题', '部门'], guides, ...change }
}
