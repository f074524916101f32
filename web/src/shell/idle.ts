/**
 * Whoever leaves the machine is signed out: a page that asks again by itself would keep the session awake for ever. What is
 * done in one window counts for all.
 */
import { useEffect, useRef } from 'react'
import { useSignOut } from '../api/session.ts'

const key = 'mingcha.lastInput'
const inputs = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const
const lookEveryMs = 15_000

/** Signs out after so many minutes without any input; `null`: not at all. */
export function useIdleSignOut(minutes: number | null): void {
  const signOut = useSignOut()
  const end = useRef(signOut.mutate)
  end.current = signOut.mutate
  useEffect(() => {
    if (minutes === null) return
    let last = Date.now()
    const note = () => {
      const now = Date.now()
      if (now - last < 1000) return
      last = now
      keep(now)
    }
    keep(last)
    for (const input of inputs) addEventListener(input, note, { passive: true })
    const timer = setInterval(() => {
      if (Date.now() - Math.max(last, kept()) >= minutes * 60_000) end.current()
    }, lookEveryMs)
    return () => {
      clearInterval(timer)
      for (const input of inputs) removeEventListener(input, note)
    }
  }, [minutes])
}

function keep(now: number): void {
  try {
    localStorage.setItem(key, String(now))
  } catch {
    // a browser that keeps nothing: each window counts for itself
  }
}

function kept(): number {
  try {
    return Number(localStorage.getItem(key) ?? 0)
  } catch {
    return 0
  }
}
