/** Columns of one site with all their articles. */
import { addDays, type Day } from '../../src/kernel/day.ts'
import { cityToday, dayOf, moment, officeTime, type Moment } from '../calendar.ts'
import { hash, random } from '../random.ts'
import { familyOf, type FamilyId } from '../templates/family.ts'
import { title } from '../text/titles.ts'
import type { Unit } from '../units/unit.ts'
import type { ColumnPlan } from './column-plans.ts'
import type { SiteFaults } from './faults.ts'
import { daysEnding, furtherArticles, publishingDays } from './schedules.ts'
import { attachmentKinds, type Article, type Column } from './site.ts'

export interface ColumnSettings {
  readonly seed: string
  readonly slug: string
  readonly organiser: Unit
  readonly family: FamilyId
  readonly faults: SiteFaults
  readonly articlesPerSite: number
}

export function buildColumns(plans: readonly ColumnPlan[], settings: ColumnSettings): Column[] {
  let nextId = 3000 + (hash(settings.slug) % 5000)
  const nextArticleId = (): number => nextId++
  return plans.map((plan): Column => {
    const directory = plan.parent === null ? `/${plan.directory}/` : `/${plan.parent}/${plan.directory}/`
    return {
      name: plan.name,
      directory: plan.directory,
      path: directory + familyOf(settings.family).indexFile,
      parent: plan.parent,
      class: plan.class,
      level: plan.parent === null ? 1 : 2,
      onHome: plan.onHome,
      updateDuty: plan.updateDuty,
      kind: plan.kind,
      scripted: settings.faults.scripted?.includes(plan.directory) === true,
      articles: buildArticles(plan, directory, settings, nextArticleId),
    }
  })
}

function buildArticles(plan: ColumnPlan, directory: string, settings: ColumnSettings, nextId: () => number): Article[] {
  const { slug, faults, family, organiser, seed } = settings
  const chance = random(`${seed}/articles/${slug}/${directory}`)
  const articles = columnDays(plan, settings).map((on): Article => {
    const id = nextId()
    const at = moment(on, officeTime(chance.below(540)))
    return {
      id,
      title: title(plan.class, plan.directory, organiser.shortName, chance),
      publishedAt: at,
      metaAt: family === 'short' ? generationTime(id) : at,
      path: familyOf(family).articlePath(directory, id, at),
      source: chance.chance(0.7) ? organiser.name : `${organiser.shortName}办公室`,
      attachment: attachmentOf(plan, chance.below(6)),
      links: [],
      pinned: false,
    }
  })
  if (plan.rhythm === 'main') addLinks(articles, faults)
  if (family === 'front' && plan.onHome && plan.class === 'news') pinOldest(articles)
  if (faults.falsified?.directory === plan.directory) falsify(articles, directory, settings)
  return articles
}

function columnDays(plan: ColumnPlan, { seed, slug, faults, articlesPerSite }: ColumnSettings): Day[] {
  const key = `${seed}/days/${slug}/${plan.parent ?? ''}/${plan.directory}`
  if (faults.blank?.includes(plan.directory)) return []
  const end = faults.endsOn?.[plan.directory]
  if (end !== undefined) return daysEnding(key, end, 2 + furtherArticles(plan.rhythm, articlesPerSite))
  const days = publishingDays(key, plan.rhythm, articlesPerSite, faults.siteEndsOn ?? cityToday)
  const endsExactly = faults.siteEndsOn !== undefined && (plan.rhythm === 'main' || plan.rhythm === 'news')
  return endsExactly && days[0] !== faults.siteEndsOn ? [faults.siteEndsOn, ...days] : days
}

/** Content systems that rebuild all pages write the night of the last build into `PubDate`. */
function generationTime(id: number): Moment {
  return moment(addDays(cityToday, -1), `03:${String(id % 60).padStart(2, '0')}`)
}

function attachmentOf(plan: ColumnPlan, chance: number): Article['attachment'] {
  const carries = plan.class === 'notice' || plan.class === 'policy'
  return carries && chance < attachmentKinds.length ? attachmentKinds[chance]! : null
}

function addLinks(articles: Article[], faults: SiteFaults): void {
  const newest = articles[0]
  if (newest && faults.articleLinks) articles[0] = { ...newest, links: faults.articleLinks }
}

function pinOldest(articles: Article[]): void {
  const oldest = articles.pop()
  if (oldest) articles.push({ ...oldest, pinned: true })
}

/** Puts one article in front whose page claims `shownOn`, while its address and meta tag still say `trulyOn`. */
function falsify(articles: Article[], directory: string, { faults, family }: ColumnSettings): void {
  const { shownOn, trulyOn } = faults.falsified!
  const model = articles.at(-1)
  if (!model) return
  const metaAt = moment(trulyOn, '10:05')
  const forged: Article = {
    ...model,
    id: 999_001,
    publishedAt: moment(shownOn, '10:05'),
    metaAt,
    path: familyOf(family).articlePath(directory, 999_001, metaAt),
    pinned: false,
  }
  articles.push(forged)
  articles.sort((a, b) => (dayOf(a.publishedAt) < dayOf(b.publishedAt) ? 1 : -1))
}

/** As a list page shows them: pinned ones first, then the newest. */
export function inListOrder(articles: readonly Article[]): Article[] {
  const pinned = articles.filter((article) => article.pinned)
  return pinned.length === 0 ? [...articles] : [...pinned, ...articles.filter((article) => !article.pinned)]
}
