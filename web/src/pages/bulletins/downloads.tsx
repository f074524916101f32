/** The files of a bulletin. */
const formats = [
  ['docx', 'Word'],
  ['pdf', 'PDF'],
  ['xlsx', 'Excel'],
  ['html', '网页'],
  ['json', 'JSON'],
  ['txt', '文本'],
] as const

interface DownloadsProps {
  readonly campaign: string
  /** The latest unless said. */
  readonly version?: number
}

export function Downloads({ campaign, version }: DownloadsProps) {
  const [query, suffix] = version === undefined ? ['', ''] : [`?version=${version}`, `-v${version}`]
  return (
    <span className="row-actions">
      {formats.map(([extension, name]) => (
        <a
          key={extension}
          href={`/api/campaigns/${encodeURIComponent(campaign)}/documents/${extension}${query}`}
          download={`bulletin-${campaign}${suffix}.${extension}`}
        >
          {name}
        </a>
      ))}
    </span>
  )
}
