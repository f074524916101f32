/** The text of a bulletin: every number opens its rows; a paragraph can be written anew with its numbers bound. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Input, Space } from 'antd'
import { useState } from 'react'
import type { BulletinWorkAnswer } from '../../../../src/http/routes/bulletin-work.ts'
import { useMay } from '../../api/me.ts'
import { asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'

type Block = BulletinWorkAnswer['blocks'][number]

/** In the field for a paragraph, at its narrowest beside the checks. */
const charactersPerLine = 36

export function BulletinText({ work }: { readonly work: BulletinWorkAnswer }) {
  const [editing, setEditing] = useState<number | null>(null)
  const mayEdit = useMay()('bulletins:draft') && work.state !== 'published'
  return (
    <article className={mayEdit ? 'bulletin editable' : 'bulletin'}>
      <h2>{work.title}</h2>
      {work.blocks.map((block, index) => {
        const key = `${work.version}-${index}`
        if (editing === index) {
          return <Edit key={key} work={work} block={block} onDone={() => setEditing(null)} />
        }
        const content = <Parts campaign={work.campaign} block={block} work={work} />
        if (block.kind === 'heading') return <h4 key={key}>{content}</h4>
        if (block.kind === 'partTitle') return <h3 key={key}>{content}</h3>
        return (
          <div key={key} className={block.editedBy === null ? 'paragraph' : 'paragraph edited'}>
            <p>{content}</p>
            {mayEdit && block.original !== null && (
              <button type="button" className="text-button" onClick={() => setEditing(index)}>
                修改<span className="hidden">第 {index + 1} 段</span>
              </button>
            )}
            {block.editedBy !== null && <span className="muted">{block.editedBy} 修改</span>}
          </div>
        )
      })}
      {work.annexes.map((annex) => (
        <section key={annex.title}>
          <h3>附件：{annex.title}</h3>
          <div className="scroll-x" tabIndex={0} role="region" aria-label={annex.title}>
            <table className="plain-table">
              <thead>
                <tr>
                  {annex.headings.map((heading) => (
                    <th key={heading} scope="col">
                      {heading}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {annex.rows.map((row, index) => (
                  <tr key={row.join('\n')}>
                    {row.map((cell, at) => (
                      <td key={`${annex.headings[at]}`}>
                        {at === row.length - 1 ? (
                          <Link to="/inspections/$id" params={{ id: String(annex.rowIds[index]) }}>
                            {cell}
                          </Link>
                        ) : (
                          cell
                        )}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {annex.note !== '' && <p className="muted">{annex.note}</p>}
        </section>
      ))}
      <p className="signature">
        {work.issuer}
        <br />
        {work.date}
      </p>
    </article>
  )
}

interface PartsProps {
  readonly campaign: string
  readonly block: Block
  readonly work: BulletinWorkAnswer
}

function Parts({ campaign, block, work }: PartsProps) {
  return block.parts.map(({ text, figure }, index) =>
    figure === null ? (
      text
    ) : (
      <Link
        key={`${figure}${index}`}
        to="/campaigns/$id/figures/$figure"
        params={{ id: campaign, figure }}
        className="slot number"
        title={work.figures.find(({ id }) => id === figure)?.label}
      >
        {text}
      </Link>
    ),
  )
}

interface EditProps {
  readonly work: BulletinWorkAnswer
  readonly block: Block
  readonly onDone: () => void
}

function Edit({ work, block, onDone }: EditProps) {
  const client = useQueryClient()
  const [text, setText] = useState(block.text ?? '')
  const save = useMutation({
    mutationFn: (wanted: string | null) =>
      request(`/api/campaigns/${encodeURIComponent(work.campaign)}/bulletin/prose`, {
        method: 'PUT',
        body: { version: work.version, original: block.original, text: wanted },
      }),
    onSuccess: async () => {
      await client.invalidateQueries()
      onDone()
    },
  })
  const problem = save.isError ? asProblem(save.error) : null
  const figures = new Map(work.figures.map((figure) => [figure.id, figure]))
  const used = [...new Set([...`${block.original}${text}`.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!))]
  return (
    <div className="editing">
      <label>
        <span className="hidden">段落文字</span>
        <Input.TextArea
          // as long as the text: antd's own measure writes a style that the page's policy refuses
          rows={Math.max(4, Math.ceil(text.length / charactersPerLine) + 1)}
          value={text}
          onChange={(event) => setText(event.target.value)}
          autoFocus
        />
      </label>
      <p className="muted">
        数字写作 {'{编号}'}，随检查结果更新，不能直接写数字：
        {used.map((id) => (
          <button key={id} type="button" className="slot-name" onClick={() => setText(`${text}{${id}}`)}>
            {`{${id}}`} {figures.get(id)?.label ?? '没有这个数字'} = {figures.get(id)?.text ?? '？'}
          </button>
        ))}
      </p>
      {problem && <Alert type="error" showIcon title={problem.message} description={problem.advice} />}
      <Space wrap>
        <Button type="primary" loading={save.isPending} onClick={() => save.mutate(text)}>
          保存为新的一稿
        </Button>
        {block.editedBy !== null && (
          <Button onClick={() => save.mutate(null)} disabled={save.isPending}>
            恢复原文
          </Button>
        )}
        <Button onClick={onDone}>取消</Button>
      </Space>
    </div>
  )
}
