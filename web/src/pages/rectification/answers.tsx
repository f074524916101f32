/** What the unit has answered, with its proof: pictures are shown, everything can be downloaded. */
import type { CaseAnswer } from '../../../../src/http/routes/cases.ts'
import { instant } from '../../zh.ts'

interface AnswersProps {
  readonly caseId: number
  readonly answers: CaseAnswer['answers']
}

export function Answers({ caseId, answers }: AnswersProps) {
  if (answers.length === 0) return <p className="muted">单位还没有反馈。</p>
  return answers.map((answer) => (
    <article key={answer.id} className="entry">
      <p className="muted">
        {answer.author} · {instant(answer.answeredAt)}
      </p>
      <p className="answer-text">{answer.text}</p>
      {answer.files.length > 0 && (
        <ul className="files">
          {answer.files.map((file) => {
            const address = `/api/cases/${caseId}/attachments/${file.sha256}`
            return (
              <li key={file.sha256}>
                <a href={address} download={file.name}>
                  {file.mediaType.startsWith('image/') && <img src={address} alt="" loading="lazy" />}
                  <span>{file.name}</span>
                </a>
                <span className="muted">{sizeWords(file.bytes)}</span>
              </li>
            )
          })}
        </ul>
      )}
    </article>
  ))
}

export const sizeWords = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
