import { Tag, type Tone } from '../../shell/tag.tsx'

interface StateTagProps<State extends string> {
  readonly of: Readonly<Record<State, readonly [string, Tone]>>
  readonly state: State
}

/** A state in its word. */
export function StateTag<State extends string>({ of, state }: StateTagProps<State>) {
  const [words, tone] = of[state]
  return <Tag tone={tone}>{words}</Tag>
}
