/** The picture of a page with the places of findings marked on it, scrolled to the first. */
import { Segmented } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { FindingEvidenceAnswer } from '../../../../src/http/routes/finding-evidence.ts'
import { instant } from '../../zh.ts'

type Picture = FindingEvidenceAnswer['pictures'][number]

export function MarkedPictures({
  inspectionId,
  pictures,
}: {
  readonly inspectionId: number
  readonly pictures: readonly Picture[]
}) {
  const [chosen, choose] = useState(0)
  const picture = pictures[Math.min(chosen, pictures.length - 1)]
  if (picture === undefined) return null
  return (
    <section className="evidence-part" aria-label="整页截图">
      <div className="panel-head">
        <h3>整页截图</h3>
        <span className="muted">
          {instant(picture.takenAt)}
          {picture.marks.length > 0 ? `，已标出 ${picture.marks.length} 处` : ''}
        </span>
      </div>
      {pictures.length > 1 && (
        <div>
          <Segmented
            size="small"
            value={chosen}
            onChange={choose}
            options={pictures.map(({ marks }, index) => ({
              value: index,
              label: `第 ${index + 1} 张${marks.length > 0 ? ' ●' : ''}`,
            }))}
          />
        </div>
      )}
      <p className="mono clip">{picture.page}</p>
      <MarkedPicture key={picture.record} inspectionId={inspectionId} picture={picture} />
    </section>
  )
}

function MarkedPicture({ inspectionId, picture }: { readonly inspectionId: number; readonly picture: Picture }) {
  const frame = useRef<HTMLDivElement>(null)
  const [loaded, setLoaded] = useState(false)
  const { width, height, marks, record, page } = picture
  const first = marks[0]
  useEffect(() => {
    const box = frame.current
    if (!loaded || !box || !first || !width) return
    box.scrollTop = Math.max(0, (first.y * box.clientWidth) / width - box.clientHeight / 3)
  }, [loaded, first, width])
  return (
    // Long pages scroll within the frame, by keyboard as well.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={frame} className="picture-frame" tabIndex={0} role="group" aria-label={`${page} 的截图，可上下滚动`}>
      <div className="picture">
        <img
          src={`/api/inspections/${inspectionId}/pictures/${record}`}
          alt={`${page} 的整页截图`}
          onLoad={() => setLoaded(true)}
        />
        {width !== null && height !== null && (
          <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
            {marks.map((mark) => (
              <rect
                key={`${mark.finding} ${mark.x} ${mark.y}`}
                x={mark.x - 4}
                y={mark.y - 4}
                width={mark.width + 8}
                height={mark.height + 8}
                rx="3"
              />
            ))}
          </svg>
        )}
      </div>
    </div>
  )
}
