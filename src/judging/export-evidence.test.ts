import { beforeAll, expect, it } from 'vitest'
import { testStore } from '../../test/database.ts'
import { readEvidenceFile, writeEvidenceFile } from '../evidence/evidence-file.ts'
import { storeCampaign, type StoredCampaign } from '../http/stored-campaign-fixture.ts'
import { Failure } from '../kernel/failure.ts'
import { shanghai2025 } from '../regulations/shanghai-2025.ts'
import { exportEvidence } from './export-evidence.ts'
import { judge } from './judge.ts'

const { db } = await testStore()
let stored: StoredCampaign
beforeAll(async () => {
  stored = await storeCampaign(db, '某局')
})

it.each(['siteInspection', 'accountInspection'] as const)(
  'what was stored of a %s is exported, read and judged as before',
  async (which) => {
    const id = stored[which]
    const { target, evidence, monitorPoint } = readEvidenceFile(
      writeEvidenceFile(await exportEvidence(db, id, '2025-08-21T00:00:00.000Z')),
    )
    const before = await db
      .selectFrom('judgement')
      .select(['clauseId', 'outcome', 'because', 'findings'])
      .where('inspectionId', '=', id)
      .execute()
    const after = judge(shanghai2025, target, evidence, monitorPoint).map(
      ({ clause: clauseId, outcome, because, findings }) => ({ clauseId, outcome, because, findings }),
    )
    const byClause = (a: { clauseId: string }, b: { clauseId: string }) => (a.clauseId < b.clauseId ? -1 : 1)
    expect(after.toSorted(byClause)).toEqual(before.toSorted(byClause))
  },
)

it('says when there is no such inspection', async () => {
  await expect(exportEvidence(db, 999_999, '2025-08-21T00:00:00.000Z')).rejects.toThrow(Failure)
})
