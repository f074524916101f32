/** The client routes, made from the list of pages. */
import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { lazy } from 'react'
import { pages, type PageEntry } from './pages.ts'
import { parseSearch, writeSearch } from './search.ts'
import { Door } from './shell/door.tsx'
import { Guarded } from './shell/guarded.tsx'
import { NotFound } from './shell/not-found.tsx'
import { LoadingState, TroubleState } from './shell/states.tsx'

const root = createRootRoute({ component: Door, notFoundComponent: NotFound })

function routeOf(entry: PageEntry) {
  const Content = lazy(entry.load)
  const Shown = () => (
    <Guarded entry={entry}>
      <Content />
    </Guarded>
  )
  return createRoute({
    getParentRoute: () => root,
    path: entry.path,
    // whoever points at a link has its page's code on the way before the click
    component: Object.assign(Shown, { preload: async () => void (await entry.load()) }),
  })
}

export const router = createRouter({
  routeTree: root.addChildren(pages.map(routeOf)),
  parseSearch: parseSearch as never,
  stringifySearch: writeSearch,
  defaultPreload: 'intent',
  defaultPendingComponent: () => <LoadingState />,
  defaultErrorComponent: ({ error, reset }) => <TroubleState error={error} retry={reset} />,
  scrollRestoration: true,
})
