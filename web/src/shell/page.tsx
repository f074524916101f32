/** The frame of one page: its heading, which is also the window's title, its actions, and its content. */
import { useEffect, type ReactNode } from 'react'
import { zh } from '../zh.ts'

interface PageProps {
  readonly title: string
  /** Beside the heading: state, number of the campaign. */
  readonly note?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export function Page({ title, note, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · ${zh.product}`
  }, [title])
  return (
    <>
      <div className="page-head">
        <h1>{title}</h1>
        {note}
        <span className="grow" />
        {actions}
      </div>
      {children}
    </>
  )
}

interface PanelProps {
  readonly title?: ReactNode
  readonly note?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A white area with a heading. */
export function Panel({ title, note, actions, children }: PanelProps) {
  return (
    <section className="panel">
      {(title || actions) && (
        <div className="panel-head">
          {title && <h2>{title}</h2>}
          {note && <span className="muted">{note}</span>}
          <span className="grow" />
          {actions}
        </div>
      )}
      {children}
    </section>
  )
}
