/** Districts, then departments and committees, in their printed order; each says its state in words besides its colour. */
import type { ScreenAnswer } from '../../../../src/http/routes/screen.ts'
import { number } from '../../zh.ts'

type Area = ScreenAnswer['areas'][number]

const stateWords: Readonly<Record<Area['state'], string>> = {
  down: '首页无法访问',
  failing: '不合格或超期',
  warned: '更新预警',
  open: '有待复核',
  fine: '未发现问题',
  unknown: '暂无结果',
}

/** More than these do not fit: the worst are shown. */
const mostOthers = 48
const worstFirst = Object.keys(stateWords)

export function AreaGrid({ areas }: { readonly areas: readonly Area[] }) {
  const districts = areas.filter(({ kind }) => kind === 'district')
  const others = areas.filter(({ kind }) => kind === 'department' || kind === 'committee')
  const shown =
    others.length <= mostOthers
      ? others
      : others
          .toSorted((one, other) => worstFirst.indexOf(one.state) - worstFirst.indexOf(other.state))
          .slice(0, mostOthers)
  const counted = [...districts, ...others]
  return (
    <section className="wall-panel wall-grow wall-areas" aria-label="各区和市级部门">
      <ul className="wall-legend">
        {worstFirst.map((state) => (
          <li key={state} className={state}>
            {stateWords[state as Area['state']]} <b>{counted.filter((area) => area.state === state).length}</b>
          </li>
        ))}
      </ul>
      <Tiles title="各区" areas={districts} grow={1} />
      <Tiles
        title={
          shown.length < others.length ? `市级部门和管委会（${others.length} 个中最需要注意的）` : '市级部门和管委会'
        }
        areas={shown}
        grow={Math.max(1, Math.ceil(shown.length / 16))}
      />
      {counted.length === 0 && <p className="wall-empty">名录中还没有区和市级部门</p>}
    </section>
  )
}

interface TilesProps {
  readonly title: string
  readonly areas: readonly Area[]
  /** Share of the height. */
  readonly grow: number
}

function Tiles({ title, areas, grow }: TilesProps) {
  if (areas.length === 0) return null
  const dense = areas.length > 24
  return (
    <div className="wall-tiles-part" style={{ flexGrow: grow }}>
      <h2>{title}</h2>
      <ul className={dense ? 'wall-tiles dense' : 'wall-tiles'}>
        {areas.map((area) => (
          <li key={area.code} className={area.state}>
            <b>{area.name}</b>
            <span>{wordsOf(area)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function wordsOf({ state, targets, unqualified, undecided, warnings, overdueMessages, outages }: Area): string {
  if (state === 'down') return `${number(outages)} 个首页无法访问`
  if (unqualified > 0) return `不合格 ${number(unqualified)} / ${number(targets)}`
  if (overdueMessages > 0) return `留言超期 ${number(overdueMessages)}`
  if (state === 'failing') return `更新已超期 ${number(warnings)}`
  if (state === 'warned') return `预警 ${number(warnings)}`
  if (state === 'open') return `待复核 ${number(undecided)}`
  return state === 'fine' ? `合格 ${number(targets)}` : stateWords.unknown
}
