/**
 * Judges every conformance case through the judge under every rule set and prints one line each: run by a test in several
 * time zones.
 */
import { evidenceSchemas, type EvidenceKind } from '../src/evidence/evidence.ts'
import { indicators } from '../src/indicators/index.ts'
import { judge } from '../src/judging/judge.ts'
import { day } from '../src/kernel/day.ts'
import { ruleSets } from '../src/regulations/index.ts'
import type { RuleSet } from '../src/regulations/rule-set.ts'

for (const ruleSet of Object.values<RuleSet>(ruleSets)) {
  for (const indicator of indicators) {
    const kind = indicator.id.startsWith('site/') ? 'site' : 'account'
    for (const { name, given, monitorPoint, subject } of indicator.cases) {
      // As stored and read back.
      const evidence = Object.fromEntries(
        (indicator.needs as readonly EvidenceKind[]).map((needed) => [
          needed,
          { value: evidenceSchemas[needed].parse(JSON.parse(JSON.stringify(given[needed]))) },
        ]),
      )
      const judgements = judge(ruleSet, { kind, name: '示例', ...subject }, evidence, day(monitorPoint))
      console.log(JSON.stringify([ruleSet.id, indicator.id, name, judgements]))
    }
  }
}
