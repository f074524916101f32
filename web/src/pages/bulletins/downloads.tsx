/** The files of a bulletin. */
const formats = [
  ['docx', 'Word'],
  ['xlsx', 'Excel'],
  ['pdf', 'PDF'],
  ['html', '网页'],
  ['json', 'JSON'],
  ['txt', '文本'],
] as const

export function Downloads({ campaign }: { readonly campaign: string }) {
  return (
    <span className="row-actions">
      {formats.map(([extension, name]) => (
        <a
          key={extension}
          href={`/api/campaigns/${encodeURIComponent(campaign)}/documents/${extension}`}
          download={`bulletin-${campaign}.${extension}`}
        >
          {name}
        </a>
      ))}
    </span>
  )
}
