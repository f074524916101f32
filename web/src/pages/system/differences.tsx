/** What changed, field by field: as it was and as it is. */
type Values = Readonly<Record<string, unknown>>

interface Difference {
  readonly field: string
  readonly before: string | null
  readonly after: string | null
}

/** Fields of both values, nested ones with a dot; what is the same in both is left out. */
export function differencesOf(before: Values, after: Values): readonly Difference[] {
  const [was, is] = [flattened(before), flattened(after)]
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((field) => ({ field, before: was.get(field) ?? null, after: is.get(field) ?? null }))
    .filter((entry) => entry.before !== entry.after)
}

function flattened(values: Values, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(values).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
        ? [...flattened(value as Values, `${prefix}${key}.`)]
        : [[`${prefix}${key}`, typeof value === 'string' ? value : JSON.stringify(value)] as const],
    ),
  )
}

export function Differences({ before, after }: { readonly before: Values; readonly after: Values }) {
  const rows = differencesOf(before, after)
  if (rows.length === 0) return <span className="muted">前后相同</span>
  return (
    <table className="differences">
      <thead>
        <tr>
          <th scope="col">字段</th>
          <th scope="col">变更前</th>
          <th scope="col">变更后</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ field, before: was, after: is }) => (
          <tr key={field}>
            <th scope="row" className="mono">
              {field}
            </th>
            <td>{was === null ? <span className="muted">（无）</span> : <del>{was}</del>}</td>
            <td>{is === null ? <span className="muted">（无）</span> : <ins>{is}</ins>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
