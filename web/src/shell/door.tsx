/** Before every page: who is it? The address stays as it is, so that a link opens its page after signing in. */
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { useMe, type Me } from '../api/me.ts'
import { pages } from '../pages.ts'
import { Frame } from './frame.tsx'
import { useIdleSignOut } from './idle.ts'
import { menuOf } from './menu.ts'
import { TroubleState } from './states.tsx'
import { zh } from '../zh.ts'

const SignIn = lazy(() => import('../pages/account/sign-in.tsx'))
const SecondStep = lazy(() => import('../pages/account/second-step.tsx'))
const ChangePassword = lazy(() => import('../pages/account/change-password.tsx'))

const waiting = (
  <p className="boot" role="status">
    {zh.loading}
  </p>
)

export function Door() {
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const bare = pages.some((page) => page.bare === true && page.path === path)
  return bare ? <Outlet /> : <SignedIn />
}

function SignedIn() {
  const me = useMe()
  useIdleSignOut(me.data?.idleMinutes ?? null)
  useBeginning(me.data)
  if (me.data === undefined) {
    return me.isError ? (
      <main className="door">
        <div className="door-card">
          <TroubleState error={me.error} retry={() => void me.refetch()} />
        </div>
      </main>
    ) : (
      waiting
    )
  }
  if (me.data === null) {
    return (
      <Suspense fallback={waiting}>
        <SignIn />
      </Suspense>
    )
  }
  if (me.data.next === 'secondFactor' || me.data.next === 'enrolSecondFactor') {
    return (
      <Suspense fallback={waiting}>
        <SecondStep enrol={me.data.next === 'enrolSecondFactor'} />
      </Suspense>
    )
  }
  if (me.data.next === 'changePassword') {
    return (
      <Suspense fallback={waiting}>
        <ChangePassword forced />
      </Suspense>
    )
  }
  return (
    <Frame me={me.data}>
      <Outlet />
    </Frame>
  )
}

/** Whoever signs in without an address to go to begins with the first page of their menu: a unit with what it has to do. */
function useBeginning(me: Me | null | undefined): void {
  const navigate = useNavigate()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const comes = useRef(false)
  useEffect(() => {
    if (me === null) comes.current = path === '/'
    if (!me || me.next !== null || !comes.current) return
    comes.current = false
    const may = (capability: string | undefined) =>
      capability === undefined || (me.capabilities as readonly string[]).includes(capability)
    const first = menuOf(may)[0]?.pages[0]
    if (first !== undefined && first.path !== '/') void navigate({ to: first.path, replace: true })
  }, [me, navigate, path])
}
