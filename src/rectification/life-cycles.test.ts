/** The life cycles as tables, the grades of a re-check, and what is taken as proof. */
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Outcome } from '../judging/judge.ts'
import { checkAttachment, readAttachment } from './attachments.ts'
import {
  caseEvents,
  caseRoles,
  caseStates,
  caseTransitions,
  nextCaseState,
  type CaseEvent,
  type CaseRole,
  type CaseState,
} from './case.ts'
import { gradeRecheck, type SeenLinks } from './grade.ts'
import {
  nextNoticeState,
  noticeEvents,
  noticeStates,
  noticeTransitions,
  type NoticeEvent,
  type NoticeState,
} from './notice.ts'

interface Row {
  readonly from: string
  readonly on: string
  readonly to: string
}
const tables: readonly (readonly [string, readonly Row[], string, readonly string[], readonly string[]])[] = [
  ['case', caseTransitions, 'drafted', Object.keys(caseStates), ['withdrawn']],
  ['notice', noticeTransitions, 'draft', Object.keys(noticeStates), []],
]

describe.each(tables)('the life cycle of a %s', (_, transitions, first, states, ends) => {
  it('reaches every state, has no dead end but the last ones, and one outcome per state and event', () => {
    const reached = new Set([first])
    for (let more = true; more;) {
      const next = transitions.filter(({ from, to }) => reached.has(from) && !reached.has(to))
      for (const { to } of next) reached.add(to)
      more = next.length > 0
    }
    expect([...reached].toSorted()).toEqual(states.toSorted())
    expect(states.filter((state) => !transitions.some(({ from }) => from === state))).toEqual(ends)
    expect(new Set(transitions.map(({ from, on }) => `${from} ${on}`)).size).toBe(transitions.length)
  })
})

it('a case answers every state, event and role: a next state or a refusal that says what to do', () => {
  for (const state of Object.keys(caseStates) as CaseState[]) {
    for (const event of Object.keys(caseEvents) as CaseEvent[]) {
      for (const role of Object.keys(caseRoles) as CaseRole[]) {
        const row = caseTransitions.find(({ from, on }) => from === state && on === event)
        const allowed = (caseEvents[event].by as readonly string[]).includes(role)
        const next = () => nextCaseState(state, event, role)
        if (row !== undefined && allowed) expect(next()).toBe(row.to)
        else expect(next).toThrow(allowed ? '整改事项处于' : caseRoles[role])
      }
    }
  }
  expect(Object.keys(caseEvents).filter((event) => !caseTransitions.some(({ on }) => on === event))).toEqual([])
})

it('a notice answers every state and event', () => {
  for (const state of Object.keys(noticeStates) as NoticeState[]) {
    for (const event of Object.keys(noticeEvents) as NoticeEvent[]) {
      const row = noticeTransitions.find(({ from, on }) => from === state && on === event)
      if (row) expect(nextNoticeState(state, event)).toBe(row.to)
      else expect(() => nextNoticeState(state, event)).toThrow(`通知处于“${noticeStates[state]}”`)
    }
  }
})

describe('the grade of a re-check', () => {
  const place = { where: '栏目甲', message: '空白', url: 'http://a/1' }
  const other = { where: '栏目乙', message: '空白', url: 'http://a/2' }
  const after = (outcome: Outcome, findings = [] as (typeof place)[], exempted?: (typeof place)[]) => ({
    clause: 'X',
    outcome,
    because: '',
    findings,
    ...(exempted ? { exempted } : {}),
  })
  const gone = (status: number): SeenLinks => [{ url: place.url, status, chain: [] }]
  const moved: SeenLinks = [
    {
      url: place.url,
      status: 200,
      chain: [
        { url: place.url, status: 301, via: 'link' },
        { url: 'http://a/new', status: 200, via: 'redirect' },
      ],
    },
  ]
  it.each([
    ['the place is found again', [place], after('failed', [place]), [], 'stillThere'],
    ['another place is found instead', [place], after('failed', [other]), [], 'fixedVerified'],
    ['one of two is found again', [place, other], after('failed', [other]), [], 'stillThere'],
    ['nothing is found', [place], after('passed'), [], 'fixedVerified'],
    ['a problem without a place, still failed', [], after('failed', [other]), [], 'stillThere'],
    ['a problem without a place, passed', [], after('passed'), [], 'fixedVerified'],
    ['the page is gone (404)', [place], after('passed'), gone(404), 'pageRemoved'],
    ['the page is gone for good (410)', [place], after('passed'), gone(410), 'pageRemoved'],
    ['the server is down (503): that is not gone', [place], after('passed'), gone(503), 'fixedVerified'],
    ['the page is elsewhere', [place], after('passed'), moved, 'moved'],
    ['nobody can tell', [place], after('cantTell'), [], 'cannotTell'],
    ['nobody has looked', [place], after('untested'), [], 'cannotTell'],
    ['the clause was not judged', [place], null, [], 'cannotTell'],
    ['it is no longer asked', [place], after('inapplicable'), [], 'cannotTell'],
    ['it is excused', [place], after('inapplicable', [], [place]), [], 'exempted'],
  ] as const)('%s', (_, before, judged, links, grade) => {
    expect(gradeRecheck(before, judged, links).grade).toBe(grade)
  })
})

describe('proof', () => {
  const file = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
  it.each([
    ['整改.pdf', '%PDF-1.7', 'application/pdf'],
    ['截图.png', '\x89PNG\r\n\x1a\n....', 'image/png'],
    [
      '说明.docx',
      'PK\x03\x04 [Content_Types].xml word/document.xml',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    ],
  ])('%s is taken for what its bytes are', (name, text, mediaType) => {
    expect(checkAttachment(name, file(text), 1000).mediaType).toBe(mediaType)
  })
  it.each([
    ['a program that is called a picture', '截图.png', 'MZ\x90\x00'],
    ['a program of another system', '整改.pdf', '\x7fELF'],
    ['a script', '整改.pdf', '#!/bin/sh'],
    ['a page', '整改.pdf', '<html><script>'],
    ['an archive', '整改.docx', 'PK\x03\x04 setup.exe'],
    ['a document with macros', '整改.docx', 'PK\x03\x04 word/document.xml word/vbaProject.bin'],
    ['nothing', '整改.pdf', ''],
  ])('%s is refused', (_, name, text) => {
    expect(() => checkAttachment(name, file(text), 1000)).toThrow('佐证材料')
  })
  it('of 500 MB is refused unread', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'mingcha-large-'))
    try {
      const large = path.join(folder, '录像.pdf')
      await writeFile(large, '%PDF-1.7')
      // without content: the disk holds nothing of it
      await truncate(large, 500 * 2 ** 20)
      const before = process.memoryUsage().rss
      await expect(readAttachment(large, 20 * 2 ** 20)).rejects.toThrow('有 500 MB')
      expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
  it('has its size at most, both sides; a name is never a path', () => {
    expect(checkAttachment('../../etc/x.pdf', file('%PDF-12345'), 10).name).toBe('x.pdf')
    expect(() => checkAttachment('x.pdf', file('%PDF-123456'), 10)).toThrow('佐证材料')
  })
})
