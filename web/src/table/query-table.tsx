/**
 * A list of the server: filters in the address, paging on the server, column settings, saved views, export of the current
 * filter, a drawer whose address can be passed on (`?open=42`). The route answers `{ total, items }` to
 * `?page=1&size=20&…filters`.
 */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Alert, Button, Drawer, Grid, Pagination, Table } from 'antd'
import type { ColumnsType } from 'antd/es/table'
import { useEffect, useRef, useState, type Key, type ReactNode } from 'react'
import { asProblem } from '../api/problem.ts'
import { address, request, type Query } from '../api/request.ts'
import { EmptyState, LoadingState, TroubleState } from '../shell/states.tsx'
import { zh } from '../zh.ts'
import { FilterBar, type Filter } from './filter-bar.tsx'
import { ColumnSettings } from './column-settings.tsx'
import { RowCards } from './row-cards.tsx'
import { SavedViews } from './saved-views.tsx'
import { useStored } from './stored.ts'
import { pageSizes, textOf, useListSearch } from './use-list-search.ts'

export interface Listed<Row> {
  readonly total: number
  readonly items: readonly Row[]
}

export interface QueryColumn<Row> {
  readonly key: string
  readonly title: string
  readonly render: (row: Row) => ReactNode
  readonly width?: number
  readonly fixed?: 'left' | 'right'
  readonly align?: 'left' | 'right' | 'center'
  /** The route orders by `?order=<key>&descending=true`. */
  readonly sortable?: boolean
  /** Not shown until somebody wants it. */
  readonly hidden?: boolean
}

interface QueryTableProps<Row> {
  /** Names the list for what is kept of it in the browser. */
  readonly name: string
  readonly path: string
  /** What the page itself asks for, beside the filters. */
  readonly query?: Query
  readonly columns: readonly QueryColumn<Row>[]
  readonly filters?: readonly Filter[]
  readonly rowKey: (row: Row) => Key
  /** Address that answers an xlsx of the current filter; it takes the same filters. */
  readonly exportPath?: string
  /** Beside the list's other buttons. */
  readonly actions?: ReactNode
  /** What can be done with the ticked rows. */
  readonly batch?: (keys: readonly Key[], clear: () => void) => ReactNode
  /** Content of the drawer of one row; a row is opened by the `opens` of its cells. */
  readonly drawer?: { readonly title: (key: string) => ReactNode; readonly content: (key: string) => ReactNode }
  /** Shown below a row that is unfolded. */
  readonly rowDetail?: (row: Row) => ReactNode
  readonly empty?: { readonly title: string; readonly advice?: ReactNode }
  /** Asks again by itself. */
  readonly refreshMs?: number
}

const own = new Set(['page', 'size', 'open', 'order', 'descending'])

export function QueryTable<Row extends object>(props: QueryTableProps<Row>) {
  const { name, path, columns, filters = [], rowKey } = props
  const { search, page, size, change, replaceAll } = useListSearch()
  const usuallyHidden = columns.filter(({ hidden }) => hidden).map(({ key }) => key)
  const [hidden, setHidden] = useStored<readonly string[]>(`mingcha.columns.${name}`, usuallyHidden)
  const [ticked, setTicked] = useState<readonly Key[]>([])

  const known = new Set(filters.map((filter) => filter.name))
  const wanted = Object.fromEntries(Object.entries(search).filter(([key]) => known.has(key) && !own.has(key)))
  const order = textOf(search['order'])
  const sorting = order === '' ? {} : { order, descending: textOf(search['descending']) === 'true' || undefined }
  const filter: Query = { ...props.query, ...wanted, ...sorting }
  const list = useQuery({
    queryKey: [path, filter, page, size],
    queryFn: ({ signal }) => request<Listed<Row>>(path, { query: { ...filter, page, size }, signal }),
    placeholderData: keepPreviousData,
    ...(props.refreshMs === undefined ? {} : { refetchInterval: props.refreshMs }),
  })

  // A page that no longer exists (rows were decided, an old link): the last one instead of an empty table.
  const total = list.isPlaceholderData ? undefined : list.data?.total
  const lastPage = total === undefined ? page : Math.max(1, Math.ceil(total / size))
  useEffect(() => {
    if (page > lastPage) change({ page: lastPage === 1 ? undefined : String(lastPage) }, true, true)
  }, [page, lastPage, change])

  const shown = columns.filter(({ key }) => !hidden.includes(key))
  const headings: ColumnsType<Row> = shown.map((column) => ({
    key: column.key,
    title: column.title,
    render: (_, row) => column.render(row),
    ...(column.width === undefined ? {} : { width: column.width }),
    ...(column.fixed === undefined ? {} : { fixed: column.fixed }),
    ...(column.align === undefined ? {} : { align: column.align }),
    ...(column.sortable
      ? {
          sorter: true,
          showSorterTooltip: false,
          sortOrder: order !== column.key ? null : sorting.descending ? ('descend' as const) : ('ascend' as const),
        }
      : {}),
  }))
  const filtered = Object.keys(wanted).length > 0
  // On a phone nobody scrolls a table sideways; ticking and unfolding rows is work for a desk.
  const asCards = Grid.useBreakpoint().md === false && !props.batch && !props.rowDetail
  const open = textOf(search['open'])

  return (
    <section className="panel">
      {filters.length > 0 && <FilterBar filters={filters} search={search} change={change} />}
      <div className="list-head">
        {props.actions}
        {ticked.length > 0 && (
          <>
            <span className="muted">已选 {ticked.length} 条</span>
            {props.batch?.(ticked, () => setTicked([]))}
            <Button type="link" size="small" onClick={() => setTicked([])}>
              取消选择
            </Button>
          </>
        )}
        <span className="grow" />
        <span className="muted number" role="status">
          {list.data ? zh.total(list.data.total) : ''}
        </span>
        <SavedViews name={name} search={search} replaceAll={replaceAll} />
        <ColumnSettings columns={columns} hidden={hidden} setHidden={setHidden} />
        {props.exportPath && (
          <Button href={address(props.exportPath, filter)} download>
            {zh.export}
          </Button>
        )}
      </div>
      {list.isError && list.data && (
        <Alert
          type="warning"
          showIcon
          title={`下面是上一次读到的内容：${asProblem(list.error).message}`}
          action={
            <Button size="small" onClick={() => void list.refetch()}>
              {zh.retry}
            </Button>
          }
        />
      )}
      {list.data === undefined ? (
        list.isError ? (
          <TroubleState error={list.error} retry={() => void list.refetch()} />
        ) : (
          <LoadingState rows={8} />
        )
      ) : list.data.total === 0 ? (
        <EmptyState title={filtered ? zh.empty : (props.empty?.title ?? zh.empty)}>
          {filtered ? '可以放宽或重置上面的条件' : props.empty?.advice}
        </EmptyState>
      ) : asCards ? (
        <>
          <RowCards rows={list.data.items} columns={shown} rowKey={rowKey} />
          <Pagination
            size="small"
            current={page}
            pageSize={size}
            total={list.data.total}
            showSizeChanger={false}
            onChange={(next) => change({ page: next === 1 ? undefined : String(next) }, true)}
          />
        </>
      ) : (
        <Table<Row>
          size="small"
          rowKey={rowKey}
          columns={headings}
          dataSource={[...list.data.items]}
          loading={list.isPlaceholderData}
          scroll={{ x: 'max-content' }}
          {...(props.batch
            ? {
                rowSelection: {
                  columnTitle: (box: ReactNode) => <TickAll>{box}</TickAll>,
                  selectedRowKeys: [...ticked],
                  onChange: setTicked,
                  preserveSelectedRowKeys: true,
                },
              }
            : {})}
          {...(props.rowDetail ? { expandable: { expandedRowRender: props.rowDetail } } : {})}
          onChange={(paging, _filters, sorter) => {
            const one = Array.isArray(sorter) ? sorter[0] : sorter
            const sorted = one?.order
              ? { order: String(one.columnKey), descending: one.order === 'descend' ? 'true' : undefined }
              : { order: undefined, descending: undefined }
            const next = paging.pageSize === size ? (paging.current ?? 1) : 1
            change({ ...sorted, page: next === 1 ? undefined : String(next), size: sizeText(paging.pageSize) }, true)
          }}
          pagination={{
            current: page,
            pageSize: size,
            total: list.data.total,
            showSizeChanger: { 'aria-label': '每页条数' },
            pageSizeOptions: pageSizes.map(String),
            showQuickJumper: list.data.total > size * 10,
            showTotal: zh.total,
          }}
        />
      )}
      {props.drawer && (
        <Drawer
          open={open !== ''}
          size={720}
          title={open === '' ? '' : props.drawer.title(open)}
          onClose={() => change({ open: undefined }, true)}
          destroyOnHidden
        >
          {open !== '' && props.drawer.content(open)}
        </Drawer>
      )}
    </section>
  )
}

const sizeText = (size: number | undefined) => (size === undefined || size === 20 ? undefined : String(size))

/** The box that ticks all rows. The table measures its headings in a hidden copy of them: nobody should come upon that one. */
function TickAll({ children }: { readonly children: ReactNode }) {
  const place = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    place.current?.closest('tr[aria-hidden="true"]')?.setAttribute('inert', '')
  }, [])
  return <span ref={place}>{children}</span>
}
