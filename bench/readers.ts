/**
 * Our readers against the parser they are built on, alone: how much of the work is ours. The pages and feeds are those of
 * the simulated city; nothing else is in the way, neither network nor database.
 */
import { Parser } from 'htmlparser2'
import { parseFeed } from 'feedsmith'
import { startCity } from '../city/server.ts'
import { visit } from '../city/visit.ts'
import { readPage } from '../src/gather/crawl/read-page.ts'
import { readFeed } from '../src/gather/platforms/feed.ts'
import { day } from '../src/kernel/day.ts'
import type { Benchmark, Figure } from './benchmark.ts'
import { cpuSeconds, median, short } from './measure.ts'

interface Document {
  readonly address: string
  readonly text: string
}

export const readFeeds: Benchmark = {
  name: 'feeds',
  goal: 'our reading of a feed costs at most twice as much as feedsmith alone',
  async run() {
    const feeds = await cityDocuments('feeds')
    const capturedAt = new Date('2025-08-20T10:00:00+08:00')
    const reading = { capturedAt, capturedOn: day('2025-08-20') }
    return compare(feeds, {
      peer: 'feedsmith',
      atMost: 2,
      ours: ({ address, text }) => readFeed(text, { ...reading, source: address }),
      theirs: ({ text }) => parseFeed(text),
    })
  },
}

export const readPages: Benchmark = {
  name: 'pages',
  goal: 'our one-pass reading of a page costs at most three times as much as the bare SAX parser',
  async run() {
    const pages = await cityDocuments('pages')
    return compare(pages, {
      peer: 'htmlparser2 with empty handlers',
      atMost: 3,
      ours: ({ address, text }) => readPage(text, address),
      theirs: ({ text }) => new Parser({ onopentag() {}, ontext() {}, onclosetag() {} }).end(text),
    })
  },
}

interface Comparison {
  readonly peer: string
  readonly atMost: number
  readonly ours: (document: Document) => unknown
  readonly theirs: (document: Document) => unknown
}

/** Both by turns, so that a noisy minute meets both; the first turn only warms up. */
function compare(documents: readonly Document[], { peer, atMost, ours, theirs }: Comparison): readonly Figure[] {
  const megabytes = documents.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) / 1e6
  const rounds = Math.ceil(20 / megabytes)
  const turn = (read: (document: Document) => unknown) =>
    cpuSeconds(() => {
      for (let round = 0; round < rounds; round += 1) for (const document of documents) read(document)
    })
  const turns = Array.from({ length: 6 }, () => ({ ours: turn(ours), theirs: turn(theirs) })).slice(1)
  const ratios = turns.map((measured) => measured.ours / measured.theirs)
  const speed = (times: readonly number[]) => (megabytes * rounds) / median(times)
  const sample = `${documents.length} documents, ${short(megabytes)} MB`
  return [
    { label: 'our reader', value: speed(turns.map((measured) => measured.ours)), unit: 'MB/CPU-s', note: sample },
    { label: peer, value: speed(turns.map((measured) => measured.theirs)), unit: 'MB/CPU-s' },
    {
      label: `ratio of processor time to ${peer}`,
      value: median(ratios),
      unit: '×',
      atMost,
      note: `median of ${ratios.length} turns, ${short(Math.min(...ratios))}–${short(Math.max(...ratios))}`,
    },
  ]
}

/** Readable feeds, or home pages, columns and articles, of the whole city. */
async function cityDocuments(kind: 'feeds' | 'pages'): Promise<readonly Document[]> {
  const city = await startCity({ seed: 'bench', port: 0 })
  try {
    const { accounts, feedOrigin, sites } = city.model
    const addresses =
      kind === 'feeds'
        ? accounts.flatMap(({ source }) =>
            source.kind === 'feed' && source.fault === null ? [feedOrigin + source.path] : [],
          )
        : sites.filter(({ closure }) => !closure).flatMap(({ origin, columns }) => pageAddresses(origin, columns))
    const documents: Document[] = []
    for (const address of addresses.slice(0, 1500)) {
      const { status, body } = await visit(address)
      if (status === 200) documents.push({ address, text: body.toString() })
    }
    return documents
  } finally {
    await city.stop()
  }
}

interface ColumnPages {
  readonly path: string
  readonly articles: readonly { readonly path: string }[]
}

function pageAddresses(origin: string, columns: readonly ColumnPages[]): string[] {
  const paths = columns.flatMap((column) => [column.path, ...column.articles.map(({ path }) => path)])
  return ['/', ...paths].map((path) => origin + path)
}
