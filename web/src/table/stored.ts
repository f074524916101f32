/** What a person sets for a list on this machine: hidden columns. */
import { useState } from 'react'

/** Like `useState`, kept in the browser; what cannot be read or kept is as if it had never been set. */
export function useStored<Value>(key: string, initial: Value): [Value, (value: Value) => void] {
  const [value, set] = useState<Value>(() => {
    try {
      const text = localStorage.getItem(key)
      return text === null ? initial : (JSON.parse(text) as Value)
    } catch {
      return initial
    }
  })
  return [
    value,
    (next) => {
      set(next)
      try {
        localStorage.setItem(key, JSON.stringify(next))
      } catch {
        // a browser that keeps nothing: it holds until the page is left
      }
    },
  ]
}
