/** What a plan would draw from the register as it stands now; nothing is written. */
import { useMutation } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import type { PlannedSampleAnswer } from '../../../../src/http/routes/campaign-work.ts'
import { asProblem } from '../../api/problem.ts'
import { request } from '../../api/request.ts'
import { number } from '../../zh.ts'

interface SamplePreviewProps {
  readonly plan: () => { readonly strata: readonly Record<string, unknown>[]; readonly seed: string }
}

export function SamplePreview({ plan }: SamplePreviewProps) {
  const preview = useMutation({
    mutationFn: () => request<PlannedSampleAnswer>('/api/campaign-plan', { method: 'POST', body: plan() }),
  })
  const problem = preview.isError ? asProblem(preview.error) : null
  const found = preview.data
  return (
    <>
      <Button loading={preview.isPending} onClick={() => preview.mutate()}>
        预览抽样
      </Button>
      {problem && (
        <Alert
          type="error"
          showIcon
          title={problem.message}
          description={[problem.advice, ...problem.details].join('；')}
          style={{ marginTop: 12 }}
        />
      )}
      {found && !problem && (
        <section aria-label="抽样预览" style={{ marginTop: 12 }}>
          <p>{found.statement}</p>
          {found.notFound.length > 0 && (
            <Alert type="warning" showIcon title={`名录中没有这些账号：${found.notFound.join('、')}`} />
          )}
          <table className="plain-table">
            <caption className="hidden">各层</caption>
            <thead>
              <tr>
                <th scope="col">层</th>
                <th scope="col" className="right">
                  总体
                </th>
                <th scope="col" className="right">
                  抽取
                </th>
              </tr>
            </thead>
            <tbody>
              {found.strata.map((stratum) => (
                <tr key={stratum.id}>
                  <th scope="row">{stratum.label}</th>
                  <td className="right number">{number(stratum.population)}</td>
                  <td className="right number">{number(stratum.members)}</td>
                </tr>
              ))}
              <tr>
                <th scope="row">全部正常运行的账号，抽取合计（不重复）</th>
                <td className="right number">{number(found.population)}</td>
                <td className="right number">{number(found.sampled)}</td>
              </tr>
            </tbody>
          </table>
          <details>
            <summary>
              抽到的账号{found.members.length < found.sampled ? `（前 ${found.members.length} 个）` : ''}
            </summary>
            <p>{found.members.map(({ name, key }) => `${name}（${key}）`).join('、')}</p>
          </details>
        </section>
      )}
    </>
  )
}
