/** 整改通知: what it says, and that a quarter's notices are printed in time. */
import { expect, it } from 'vitest'
import { day } from '../kernel/day.ts'
import { docx } from './formats/docx.ts'
import { bulletinHtml } from './formats/html.ts'
import { noticeDocument, type NoticeFacts } from './notice-document.ts'
import { plainText } from './plain-text.ts'

const facts: NoticeFacts = {
  campaignId: '2025Q3',
  year: 2025,
  quarter: 3,
  number: '网检整改〔2025〕1号',
  issuer: '某市人民政府办公厅',
  unitName: '某区人民政府<script>',
  date: day('2025-09-26'),
  sentAt: '2025-09-26T02:00:00.000Z',
  demonstration: false,
  evidenceBase: 'https://inspect.example/inspections/',
  cases: [
    {
      inspectionId: 12,
      targetName: '某区发布',
      problem: '监测点前两周未更新',
      veto: true,
      dueOn: day('2025-09-30'),
      recurrence: 1,
      places: [{ where: '某区发布', message: '最近一次发布：2025-07-31' }],
    },
    {
      inspectionId: 13,
      targetName: '某区门户网站',
      problem: '首页和其他页面有错链、断链',
      veto: false,
      dueOn: day('2025-10-14'),
      recurrence: 0,
      places: Array.from({ length: 9 }, (_, index) => ({ where: `页面${index}`, message: '打不开' })),
    },
  ],
}

it('says what was found where, until when, and how to answer or appeal', () => {
  const text = plainText(noticeDocument(facts))
  for (const words of [
    '网检整改〔2025〕1号',
    '2025年第三季度',
    '2个问题，其中单项否决问题1个',
    '须于2025年9月30日前完成',
    '（第2次出现）',
    '等9处',
    '申诉',
  ]) {
    expect(text).toContain(words)
  }
  expect(text).not.toContain('草稿')
  expect(plainText(noticeDocument({ ...facts, sentAt: null }))).toContain('草稿，尚未发出')
  expect(bulletinHtml(noticeDocument(facts))).not.toContain('<script>')
})

it('100 notices of 20 problems are printed as docx within 20 s', { timeout: 60_000 }, async () => {
  const cases = Array.from({ length: 10 }, () => facts.cases).flat()
  const start = performance.now()
  for (let n = 0; n < 100; n += 1) await docx.render(noticeDocument({ ...facts, number: `${n}`, cases }))
  const elapsedMs = performance.now() - start
  console.log(`100 notices ${elapsedMs.toFixed(0)} ms`)
  expect(elapsedMs).toBeLessThan(20_000)
})
