/** Which part of a page an element is, by its tag and the names its authors gave it. */
import { tagCount, tagNamed, type Tag } from './html-tags.ts'
import type { PageElement, Place } from './page-reading.ts'
import { attribute, type Attributes } from './html-attributes.ts'

const placeOfTag: (Place | undefined)[] = Array.from({ length: tagCount }, () => undefined)
for (const place of ['nav', 'footer', 'header'] as const) placeOfTag[tagNamed(place).index] = place

const named = (words: string) => new RegExp(`(^|[-_\\s])(${words})([-_\\s\\d]|$)`, 'i')
const placeNames: readonly (readonly [Place, RegExp])[] = [
  ['breadcrumb', named('crumbs?|breadcrumbs?|bread|position|location|dqwz|curmb|mianbao|weizhi|where|sitepath|lujing')],
  ['footer', named('foot|footer|bottom|friendlinks?|yqlj|copyright|banquan|footbox')],
  ['pager', named('pager|pagination|pages|fenye|page_div')],
  ['nav', named('nav|navbar|navigation|menu|toolbar')],
]

/** One look for all words: most names hold none of them. */
const anyName =
  /crumb|bread|position|location|dqwz|curmb|mianbao|weizhi|where|sitepath|lujing|foot|bottom|link|yqlj|copyright|banquan|page|pagination|fenye|nav|menu|toolbar/i

const known = new Map<string, Place>()

/** Part named by a class or an id; `main` when it names none. */
function placeOfName(name: string): Place {
  const short = name.length > 200 ? name.slice(0, 200) : name
  return anyName.test(short) ? (placeNames.find(([, form]) => form.test(short))?.[0] ?? 'main') : 'main'
}

function placeOfClass(name: string): Place {
  const found = known.get(name)
  if (found !== undefined) return found
  const place = placeOfName(name)
  // Authors repeat their class names; hostile ones do not.
  if (known.size > 5000) known.clear()
  if (name.length <= 200) known.set(name, place)
  return place
}

/** Part of the page that an element claims to be. */
export function placeOf(tag: Tag, attributes: Attributes): Place {
  if (!tag.isContainer) return 'main'
  const byTag = placeOfTag[tag.index]
  if (byTag !== undefined) return byTag
  const className = attributes.read(attribute.class)
  const byClass = className === undefined ? 'main' : placeOfClass(className)
  if (byClass !== 'main') return byClass
  const id = attributes.read(attribute.id)
  return id === undefined ? 'main' : placeOfName(id)
}

/** What stands in a part belongs to it; but what holds nearly the whole page is no furniture, however it is called. */
export function inheritPlaces(elements: readonly PageElement[], length: number): void {
  for (const element of elements) {
    const outer: Place = element.parent >= 0 ? elements[element.parent]!.place : 'main'
    if (element.place === 'main' || element.end - element.start >= length * 0.9) element.place = outer
    element.furniture = element.place !== 'main'
  }
}
