/** The evidence of one finding, as pages ask for it. */
import type { FindingEvidenceAnswer } from '../../../../src/http/routes/finding-evidence.ts'
import { request } from '../../api/request.ts'

export interface ItemKey {
  readonly inspectionId: number
  readonly clause: string
}

export const evidenceQuery = ({ inspectionId, clause }: ItemKey) => ({
  queryKey: ['evidence', inspectionId, clause],
  queryFn: ({ signal }: { readonly signal?: AbortSignal }) =>
    request<FindingEvidenceAnswer>(
      `/api/inspections/${inspectionId}/clauses/${encodeURIComponent(clause)}`,
      signal ? { signal } : {},
    ),
  staleTime: 60_000,
})
