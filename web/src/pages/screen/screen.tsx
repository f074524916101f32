/**
 * 大屏: one picture of 1920 × 1080, scaled to the window. Opened by a session that sees everything, or on a wall by a kiosk
 * token behind the # of the address, which browsers send to nobody.
 */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ScreenAnswer } from '../../../../src/http/routes/screen.ts'
import { asProblem, problemOf } from '../../api/problem.ts'
import { zh } from '../../zh.ts'
import { AreaGrid } from './area-grid.tsx'
import { Rates } from './rates.tsx'
import { RollingList } from './rolling-list.tsx'
import './screen.css'
import { Trend } from './trend.tsx'

const [width, height] = [1920, 1080]
const [refreshMs, staleMs] = [60_000, 150_000]
/** The wall says so from here on: nobody looks at the list of tokens. */
const tokenWarnDays = 7

export default function Screen() {
  const token = useHash()
  const scale = useScale()
  const screen = useQuery({
    queryKey: ['/api/screen', token],
    queryFn: ({ signal }) => read(token, signal),
    refetchInterval: refreshMs,
    refetchIntervalInBackground: true,
    retry: false,
  })
  useEffect(() => {
    document.title = `大屏 · ${zh.product}`
  }, [])
  return (
    <main className="wall">
      <div className="wall-canvas" style={{ width, height, transform: `translate(-50%, -50%) scale(${scale})` }}>
        {screen.data ? (
          <Shown facts={screen.data} readAt={screen.dataUpdatedAt} failed={screen.isError} />
        ) : (
          <div className="wall-message" role={screen.isError ? 'alert' : 'status'}>
            <h1>{screen.isError ? asProblem(screen.error).message : zh.loading}</h1>
            {screen.isError && <p>{asProblem(screen.error).advice}</p>}
            {screen.isError && token === null && (
              <p>
                <a href="/">登录</a>后再打开，或用带令牌的大屏地址
              </p>
            )}
          </div>
        )}
      </div>
    </main>
  )
}

/** With a token nothing else is sent: a wall never shows what somebody's session would. */
async function read(token: string | null, signal: AbortSignal): Promise<ScreenAnswer> {
  const late = AbortSignal.timeout(30_000)
  const either = new AbortController()
  for (const one of [signal, late]) one.addEventListener('abort', () => either.abort(one.reason), { once: true })
  try {
    const answer = await fetch('/api/screen', {
      credentials: token === null ? 'same-origin' : 'omit',
      headers: { accept: 'application/json', ...(token === null ? {} : { 'x-kiosk-token': token }) },
      signal: either.signal,
    })
    if (!answer.ok) throw await problemOf(answer)
    return (await answer.json()) as ScreenAnswer
  } catch (error) {
    throw asProblem(error)
  }
}

function useHash(): string | null {
  const now = () => location.hash.replace(/^#/, '') || null
  const [hash, setHash] = useState(now)
  useEffect(() => {
    const look = () => setHash(now())
    addEventListener('hashchange', look)
    return () => removeEventListener('hashchange', look)
  }, [])
  return hash
}

function useScale(): number {
  const now = () => Math.min(innerWidth / width, innerHeight / height)
  const [scale, setScale] = useState(now)
  useEffect(() => {
    const look = () => setScale(now())
    addEventListener('resize', look)
    return () => removeEventListener('resize', look)
  }, [])
  return scale
}

function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}

interface ShownProps {
  readonly facts: ScreenAnswer
  /** When the facts were read, by this machine's clock. */
  readonly readAt: number
  /** The last try to read newer ones failed. */
  readonly failed: boolean
}

function Shown({ facts, readAt, failed }: ShownProps) {
  const { campaign, numbers, warnings, review, messages, alerts } = facts
  return (
    <>
      <header className="wall-head">
        <div className="wall-campaign">
          {campaign === null ? '还没有检查' : `${campaign.year}年第${campaign.quarter}季度 · ${campaign.stateName}`}
          {campaign?.demonstration && <span className="wall-demo">演示数据</span>}
        </div>
        <h1>政府网站与政务新媒体检查</h1>
        <Times at={facts.at} readAt={readAt} failed={failed} tokenEndsAt={facts.tokenEndsAt} />
      </header>
      <div className="wall-body">
        <div className="wall-column">
          <Rates title="政府网站" counts={facts.sites} />
          <Rates title="政务新媒体账号" counts={facts.accounts} />
          <Trend trend={facts.trend} />
          <RollingList
            title="正在告警"
            total={numbers.openAlerts}
            empty="没有告警"
            rows={alerts.map(({ id, site, kind, openedAt }) => ({
              key: String(id),
              first: site,
              second: kind,
              side: `自 ${clock(openedAt)}`,
              bad: true,
            }))}
            visible={2}
          />
        </div>
        <div className="wall-column">
          <KeyNumbers numbers={numbers} />
          <AreaGrid areas={facts.areas} />
        </div>
        <div className="wall-column">
          <RollingList
            title="更新预警"
            total={numbers.warnings}
            empty="没有预警"
            rows={warnings.map(({ id, unit, name, place, daysLeft }) => ({
              key: String(id),
              first: place === '' ? name : `${name} · ${place}`,
              second: unit,
              side: daysLeft > 0 ? `还有 ${daysLeft} 天` : `已超期 ${1 - daysLeft} 天`,
              bad: daysLeft <= 0,
            }))}
            visible={4}
          />
          <RollingList
            title="待人工处理"
            total={numbers.waitingForReview}
            empty="没有待复核的条款"
            rows={review.map(({ target, unit, clause, waitingFor }) => ({
              key: `${target}\n${clause}`,
              first: `${target} · ${clause}`,
              second: unit,
              side: waitingFor,
            }))}
            visible={4}
          />
          <RollingList
            title="超期的找错留言"
            total={numbers.overdueMessages}
            empty="没有超期的留言"
            rows={messages.map(({ id, unit, site, category, daysLate }) => ({
              key: String(id),
              first: `${site} · ${category}`,
              second: unit,
              side: `超期 ${daysLate} 天`,
              bad: true,
            }))}
            visible={4}
          />
        </div>
      </div>
    </>
  )
}

const time = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' })
/** `11-27 02:27` */
const clock = (instant: string) => time.format(new Date(instant)).slice(5, 16)

interface TimesProps {
  readonly at: string
  readonly readAt: number
  readonly failed: boolean
  readonly tokenEndsAt: string | null
}

function Times({ at, readAt, failed, tokenEndsAt }: TimesProps) {
  const now = useNow()
  const stale = now - readAt > staleMs
  const tokenDays = tokenEndsAt === null ? null : Math.ceil((Date.parse(tokenEndsAt) - now) / 86_400_000)
  return (
    <div className="wall-times">
      <div>
        <div className="wall-clock">{time.format(now)}</div>
        <div className={stale || failed ? 'wall-stale' : 'wall-fresh'} role="status">
          {stale
            ? `数据已 ${Math.floor((now - readAt) / 60_000)} 分钟没有更新（${clock(at)} 的数据）`
            : `数据时间 ${clock(at)}${failed ? '，上次刷新未成功' : ''}`}
        </div>
        {tokenDays !== null && tokenDays <= tokenWarnDays && (
          <div className="wall-stale">大屏令牌还有 {tokenDays} 天到期，请管理员延期</div>
        )}
      </div>
      <button type="button" className="wall-button" onClick={toggleFullScreen}>
        全屏
      </button>
    </div>
  )
}

function toggleFullScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen()
  else void document.documentElement.requestFullscreen().catch(() => undefined)
}

function KeyNumbers({ numbers }: { readonly numbers: ScreenAnswer['numbers'] }) {
  const tiles = [
    ['待人工处理', numbers.waitingForReview, 'open'],
    ['更新预警', numbers.warnings, 'warned'],
    ['更新已超期', numbers.failingNow, 'failing'],
    ['更新无法判断', numbers.updateUnknown, 'unknown'],
    ['留言超期', numbers.overdueMessages, 'failing'],
    ['整改超期', numbers.overdueCases, 'failing'],
    ['首页无法访问', numbers.outages, 'down'],
  ] as const
  return (
    <section className="wall-numbers" aria-label="主要数字">
      {tiles.map(([label, value, tone]) => (
        <div key={label} className={value === 0 ? 'wall-number' : `wall-number ${tone}`}>
          <strong>{value.toLocaleString('zh-CN')}</strong>
          <span>{label}</span>
        </div>
      ))}
    </section>
  )
}
