/** Rows in portions for `insert … values`: PostgreSQL takes 65,535 parameters in a statement. */
export function* inBatches<Row>(rows: readonly Row[], size = 2000): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size)
}
