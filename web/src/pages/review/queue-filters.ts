/** The filters of the review queue, as its route names them; the quick review follows the same. */
export const queueFilters = ['clause', 'unit', 'kind', 'outcome', 'waiting', 'name', 'round'] as const
