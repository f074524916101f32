/** One page of a list, as every list of the register takes it. */
export interface ListPage<Order extends string> {
  readonly offset: number
  readonly limit: number
  readonly order: Order
  readonly descending: boolean
}

/** One page and how many there are in all. */
export interface Listed<Item> {
  readonly total: number
  readonly items: readonly Item[]
}
