/** Columns of numbers that grow with the table they belong to. */
type Column = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>

/** The column itself while it has room for `size` numbers, else a copy that is half as long again; new places hold 0. */
export function grown<Kind extends Column>(column: Kind, size: number): Kind {
  if (size <= column.length) return column
  const length = Math.max(size, Math.ceil(column.length * 1.5))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the constructor of a typed array makes its own kind
  const longer = new (column.constructor as new (length: number) => Kind)(length)
  longer.set(column)
  return longer
}
