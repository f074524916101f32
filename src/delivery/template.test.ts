import fc from 'fast-check'
import { expect, test } from 'vitest'
import { channels } from './channels/index.ts'
import { checkTemplate, cutText, defaultTemplates, fillTemplate, templateVariables } from './template.ts'

const values = Object.fromEntries(Object.keys(templateVariables).map((name) => [name, `<${name}>`])) as Record<
  keyof typeof templateVariables,
  string
>

test('variables are filled once: a value that looks like a variable stays as it is', () => {
  expect(fillTemplate('致{单位}：{标题}', { ...values, 单位: '{标题}', 标题: '请于{截止日}前' })).toBe(
    '致{标题}：请于{截止日}前',
  )
})

test('a template with an unknown variable is refused, and told what there is', () => {
  expect(() => checkTemplate({ subject: '{标题}', body: '{单位}{密码}' })).toThrow('{密码}')
  expect(() => checkTemplate({ subject: '{标题}\n抄送：', body: '{正文}' })).toThrow('标题')
  expect(() => checkTemplate({ subject: '{标题}', body: '请于{截止日}前办理。{正文}' })).not.toThrow()
  for (const template of Object.values(defaultTemplates)) expect(() => checkTemplate(template)).not.toThrow()
})

test('a text of exactly the limit stays whole; one byte more is cut between characters and says where the rest is', () => {
  expect(cutText('检'.repeat(100), 300, '系统')).toBe('检'.repeat(100))
  const cut = cutText(`${'检'.repeat(100)}。`, 300, '系统')
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(300)
  expect(cut).toMatch(/^检+\n……（内容过长已截断，全文见系统）$/)
})

test('whatever the text, it never grows beyond the limit and never breaks a character', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.integer({ min: 100, max: 500 }),
      (text, maxBytes) => {
        const cut = cutText(text, maxBytes, 'https://mingcha.example/delivery/1')
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(maxBytes)
        if (text.isWellFormed() && !text.includes('\ufffd')) expect(cut).not.toContain('\ufffd')
      },
    ),
  )
})

test('no channel lets a value mention everybody, link elsewhere or show a picture', () => {
  const hostile = '<@all> <at user_id="all"></at> ![图](http://evil.example/x.png) [点此](http://evil.example)'
  for (const { id, escape } of channels) {
    const escaped = escape(hostile)
    if (['wecom', 'dingtalk'].includes(id)) expect(escaped).not.toMatch(/<|\]\(/)
    if (id === 'feishu') expect(escaped).not.toContain('<')
  }
})
