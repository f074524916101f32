/** The unit whose entries are listed, as a choice among all units that one sees. */
import { useQuery } from '@tanstack/react-query'
import type { TreeUnitAnswer } from '../../../../src/http/routes/units.ts'
import { request } from '../../api/request.ts'
import type { Filter } from '../../table/filter-bar.tsx'

/** `under`: the unit and everything below it. */
export function useUnitFilter(label = '单位'): Filter {
  const units = useUnitTree()
  const options = (units.data ?? []).map(({ code, name }) => ({ value: code, label: name }))
  return { name: 'under', label, type: 'choice', options, placeholder: '全部（含下级）' }
}

export function useUnitTree() {
  return useQuery({
    queryKey: ['/api/unit-tree'],
    queryFn: ({ signal }) => request<TreeUnitAnswer[]>('/api/unit-tree', { signal }),
    staleTime: 60_000,
  })
}
