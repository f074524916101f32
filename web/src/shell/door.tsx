/** Before every page: who is it? The address stays as it is, so that a link opens its page after signing in. */
import { Outlet, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useMe } from '../api/me.ts'
import { pages } from '../pages.ts'
import { Frame } from './frame.tsx'
import { useIdleSignOut } from './idle.ts'
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
