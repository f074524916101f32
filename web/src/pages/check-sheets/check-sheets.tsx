/** 人工检查表: every clause that nobody has looked at, to be filled one by one. */
import { useQueryClient } from '@tanstack/react-query'
import type { CheckSheetItemAnswer } from '../../../../src/http/routes/check-sheets.ts'
import { useMay } from '../../api/me.ts'
import { EmptyState } from '../../shell/states.tsx'
import { OpenLink } from '../../table/open-link.tsx'
import { QueryTable, type Listed } from '../../table/query-table.tsx'
import { useListSearch } from '../../table/use-list-search.ts'
import { outcomeNames } from '../../zh.ts'
import { CampaignPage } from '../review/campaign-choice.tsx'
import '../review/review.css'
import { kindNames, optionsOf, toneOf } from '../review/words.ts'
import { BringIn } from './bring-in.tsx'
import { SheetForm } from './sheet-form.tsx'

const keyOf = ({ inspectionId, clause }: CheckSheetItemAnswer) => `${inspectionId}~${clause}`

export default function CheckSheets() {
  const client = useQueryClient()
  const { change } = useListSearch()
  const may = useMay()
  return (
    <CampaignPage title="人工检查表">
      {({ id }) => {
        const path = `/api/campaigns/${id}/check-sheet`
        const find = (key: string) =>
          client
            .getQueriesData<Listed<CheckSheetItemAnswer>>({ queryKey: [path] })
            .flatMap(([, list]) => list?.items ?? [])
            .find((item) => keyOf(item) === key)
        return (
          <QueryTable<CheckSheetItemAnswer>
            name="check-sheets"
            path={path}
            exportPath={`${path}.xlsx`}
            actions={may('review:decide') && <BringIn campaign={id} />}
            rowKey={keyOf}
            filters={[
              { name: 'name', label: '名称', type: 'text', placeholder: '网站或账号名称' },
              { name: 'unit', label: '主办单位', type: 'unit', placeholder: '全部' },
              { name: 'clause', label: '条款', type: 'text', placeholder: '如 WEB-D-SVC-1' },
              { name: 'kind', label: '类别', type: 'choice', options: optionsOf(kindNames) },
            ]}
            columns={[
              {
                key: 'target',
                title: '对象',
                render: (item) => (
                  <>
                    <OpenLink row={keyOf(item)}>{item.targetName}</OpenLink>
                    <div className="muted mono">{item.target}</div>
                  </>
                ),
              },
              { key: 'organiser', title: '主办单位', render: ({ organiser }) => organiser },
              {
                key: 'clause',
                title: '条款',
                render: ({ clause, title, effect }) => (
                  <>
                    {title}（{effect}）<div className="muted mono">{clause}</div>
                  </>
                ),
              },
              {
                key: 'outcome',
                title: '机器意见',
                width: 300,
                render: ({ outcome, because }) => (
                  <div className="because">
                    <span className={toneOf(outcome)}>{outcomeNames[outcome]}</span>　{because}
                  </div>
                ),
              },
              {
                key: 'fields',
                title: '应交证明',
                width: 220,
                render: ({ fields }) => (
                  <span className="wrap">
                    {fields.map(({ name, required }) => name + (required ? '*' : '')).join('、') || '—'}
                  </span>
                ),
              },
              { key: 'fillers', title: '填写人', render: ({ fillers }) => fillers },
            ]}
            drawer={{
              title: (key) => {
                const item = find(key)
                return item ? `${item.targetName}：${item.title}` : '检查表'
              },
              content: (key) => {
                const item = find(key)
                if (!item)
                  return <EmptyState title="这一项不在当前列表中">可能已由他人填写，请关闭后刷新列表</EmptyState>
                return (
                  <SheetForm key={key} campaign={id} item={item} onDone={() => change({ open: undefined }, true)} />
                )
              },
            }}
            empty={{ title: '没有待人工检查的条款', advice: '检查判定后，需要人工查看的条款出现在这里' }}
          />
        )
      }}
    </CampaignPage>
  )
}
