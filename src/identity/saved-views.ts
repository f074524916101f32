/**
 * 常用视图: the filters of a list under a name. A view belongs to whoever saved it; one that is shared is read by everybody and
 * still shows each of them only what they may see, for it is nothing but a query.
 */
import { Failure } from '../kernel/failure.ts'
import { record } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import { json } from '../store/json.ts'
import type { By } from './users.ts'

/** The query of a list's address: one value or several of each filter. */
export type ViewSearch = Readonly<Record<string, string | readonly string[]>>

export interface SavedView {
  readonly id: number
  readonly list: string
  readonly name: string
  readonly search: ViewSearch
  readonly shared: boolean
  /** Name of the person. */
  readonly savedBy: string
  readonly own: boolean
}

/** More views of one list than a menu can show. */
const mostOfList = 50

/** A person's own views of a list, then those that others share; by name. */
export async function listViews(tx: Tx, userId: number, list: string): Promise<readonly SavedView[]> {
  const rows = await tx
    .selectFrom('savedView')
    .innerJoin('appUser', 'appUser.id', 'savedView.userId')
    .select(['savedView.id', 'savedView.list', 'savedView.name', 'savedView.search', 'savedView.shared'])
    .select(['savedView.userId', 'appUser.name as savedBy'])
    .where('savedView.list', '=', list)
    .where((eb) => eb.or([eb('savedView.userId', '=', userId), eb('savedView.shared', '=', true)]))
    .orderBy('savedView.name')
    .orderBy('savedView.id')
    .execute()
  const views = rows.map(({ userId: owner, ...view }) => ({ ...view, own: owner === userId }))
  return [...views.filter(({ own }) => own), ...views.filter(({ own }) => !own)]
}

interface NewView {
  readonly list: string
  readonly name: string
  readonly search: ViewSearch
}

/**
 * Saves a view; one of the same person, list and name is replaced, and stays shared if it was.
 *
 * @throws Failure `conflict.views` beyond 50 of one list
 */
export async function saveView(tx: Tx, userId: number, { list, name, search }: NewView, by: By): Promise<number> {
  const others = await tx
    .selectFrom('savedView')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('userId', '=', userId)
    .where('list', '=', list)
    .where('name', '!=', name)
    .executeTakeFirstOrThrow()
  if (others.count >= mostOfList) {
    throw new Failure('conflict.views', `这个列表已存了 ${mostOfList} 个视图`, '请先删除不用的')
  }
  const kept = { search: json<ViewSearch>(search), savedAt: by.at }
  const { id } = await tx
    .insertInto('savedView')
    .values({ userId, list, name, ...kept })
    .onConflict((conflict) => conflict.columns(['userId', 'list', 'name']).doUpdateSet(kept))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Deletes one's own view. @throws Failure `notFound.view` */
export async function deleteView(tx: Tx, userId: number, id: number, by: By): Promise<void> {
  const gone = await tx
    .deleteFrom('savedView')
    .where('id', '=', id)
    .where('userId', '=', userId)
    .returning(['list', 'name', 'shared'])
    .executeTakeFirst()
  if (gone === undefined) throw noView()
  if (gone.shared) await tell(tx, 'unshared', gone, by)
}

/**
 * Shows one's own view to everybody, or no longer; any shared one can be taken back by whoever may share.
 *
 * @throws Failure `notFound.view` for another person's view that is not shared
 */
export async function shareView(tx: Tx, userId: number, id: number, shared: boolean, by: By): Promise<void> {
  const view = await tx
    .selectFrom('savedView')
    .select(['userId', 'list', 'name', 'shared'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (view === undefined || (view.userId !== userId && !view.shared)) throw noView()
  if (view.shared === shared) return
  await tx.updateTable('savedView').set({ shared }).where('id', '=', id).execute()
  await tell(tx, shared ? 'shared' : 'unshared', view, by)
}

const tell = (tx: Tx, what: 'shared' | 'unshared', { list, name }: Pick<SavedView, 'list' | 'name'>, by: By) =>
  record(tx, { ...by, action: `view.${what}`, subject: `view/${list}/${name}`, detail: {} })

const noView = () => new Failure('notFound.view', '没有这个视图', '它可能已被删除，请刷新列表')
