import type { TargetKind } from '../regulations/rule-set.ts'
import type { AccountSnapshot, SiteSnapshot } from '../registry/snapshot.ts'
import type { Target } from './judge.ts'

/** What the judge knows of a frozen target. */
export function judgedTarget(kind: TargetKind, snapshot: unknown): Target {
  if (kind === 'site') {
    const { name, siteCode, url, category, hasServices } = snapshot as SiteSnapshot
    const isPortal = category === 'municipalPortal' || category === 'districtPortal'
    const level = category === 'districtPortal' ? 'district' : 'municipal'
    return { kind, name, siteCode, url, isPortal, hasServices, level }
  }
  const { name, purpose, platform } = snapshot as AccountSnapshot
  return { kind, name, purpose, platform }
}
