import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAddressTable } from './address-table.ts'
import { addressKey } from './link-address.ts'
import { works } from './link-outcome.ts'
import { createLinkRegister, isFine, type LinkRegister } from './link-register.ts'
import { readReferences } from './read-references.ts'

const isInternal = (url: string) => url.startsWith('http://a.gov.cn/')
const open = (maxKnown = 1000) => createLinkRegister(maxKnown, isInternal)

function read(register: LinkRegister, url: string, html: string) {
  const reading = readReferences(html, url)
  const link = register.entry(url, 0, 'page', { page: url, text: '', place: 'a[href]' })
  const fresh = register.add(reading, { url, depth: 0, encoding: 'utf-8' })
  register.learnIds(link, reading.ids)
  return fresh
}

describe('table of addresses', () => {
  test('finds what was added and nothing else, whatever the texts are', () => {
    const text = fc.oneof(fc.webUrl(), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(
        fc.uniqueArray(text, { selector: (one) => one.toWellFormed(), maxLength: 300 }),
        text,
        (all, other) => {
          const table = createAddressTable()
          expect(all.map((address) => table.add(address))).toEqual(all.map((_, index) => index))
          expect(all.map((_, index) => table.at(index))).toEqual(all.map((address) => address.toWellFormed()))
          expect(all.map((address) => table.find(address))).toEqual(all.map((_, index) => index))
          expect(table.find(other)).toBe(all.findIndex((address) => address.toWellFormed() === other.toWellFormed()))
        },
      ),
      { numRuns: 30 },
    )
  })

  test('grows over many buffers, with an address longer than one of them', () => {
    const table = createAddressTable()
    const address = (index: number) => `http://a.gov.cn/${'部门'.repeat(20)}/${index}.html`
    for (let index = 0; index < 20_000; index += 1) table.add(address(index))
    const giant = `http://a.gov.cn/${'x'.repeat(3_000_000)}`
    table.add(giant)
    table.add('http://a.gov.cn/last')
    for (const index of [0, 7000, 19_999])
      expect([table.find(address(index)), table.at(index)]).toEqual([index, address(index)])
    expect([table.find(giant), table.at(20_000)]).toEqual([20_000, giant])
    expect([table.find('http://a.gov.cn/last'), table.find(address(20_000))]).toEqual([20_001, -1])
  })

  test('an address is found by what its pages have in common', () => {
    const table = createAddressTable(addressKey)
    table.add('http://a.gov.cn/x?utm_source=1&id=2')
    expect(table.find(addressKey('http://a.gov.cn/x?id=2&utm_source=9'))).toBe(0)
  })
})

describe('register of links', () => {
  test('a page is one link, however it is written; the first eight places of a link that was not checked are kept', () => {
    const register = open()
    const fresh = Array.from({ length: 12 }, (_, index) =>
      read(
        register,
        `http://a.gov.cn/${index}.html`,
        index === 0 ? '<a href="/x.html">甲</a><p><a href="./x.html#top"></a>' : '<a href="../x.html">甲</a>',
      ),
    )
    expect(fresh.map((links) => links.map(({ url }) => url))).toEqual([
      ['http://a.gov.cn/x.html'],
      ...Array.from({ length: 11 }, () => []),
    ])
    const [link] = fresh[0]!
    expect(link!.places.map(({ page, text }) => [page, text])).toEqual(
      Array.from({ length: 8 }, (_, index) => [`http://a.gov.cn/${index}.html`, '甲']),
    )
    expect(link!.morePlaces).toBe(4)
  })

  test('picture and headline of an entry are one place, with the text', () => {
    const register = open()
    const [link] = read(register, 'http://a.gov.cn/', '<a href="x.html"><img src="a.png"></a><a href="x.html">标题</a>')
    expect(link!.places).toEqual([{ page: 'http://a.gov.cn/', text: '标题', place: 'a[href]' }])
  })

  test('a link that works forgets its places; a broken one keeps them, also those that long lay in the file', () => {
    const register = open(100_000)
    const first = read(register, 'http://a.gov.cn/', '<a href="good.html">好</a><a href="bad.html">坏 <b>链接</b></a>')
    // Enough to run over the buffer in memory.
    const rows = Array.from({ length: 8000 }, (_, index) => `<a href="${index}.htm">第${index}条${'长'.repeat(30)}</a>`)
    read(register, 'http://a.gov.cn/all.html', rows.join(''))
    read(register, 'http://a.gov.cn/more.html', '<a href="bad.html">又见</a>')
    register.settle(first[0]!, works)
    register.settle(first[1]!, { ...works, outcome: 'broken', error: 'notFound', status: 404, reason: '应答 404' })
    expect([first[0]!.places, isFine(first[0]!)]).toEqual([[], true])
    expect(first[1]!.places).toEqual([
      { page: 'http://a.gov.cn/', text: '坏 链接', place: 'a[href]' },
      { page: 'http://a.gov.cn/more.html', text: '又见', place: 'a[href]' },
    ])
    const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('mingcha-places-')).length
    const before = folders()
    register.close()
    expect(folders()).toBeLessThan(before)
  })

  test('places within pages: asked for before and after the page was read', () => {
    const register = open()
    read(register, 'http://a.gov.cn/1.html', '<a href="2.html#yes">甲</a><a href="2.html#no">乙</a>')
    read(
      register,
      'http://a.gov.cn/2.html',
      '<p id="yes"><p id="第一"><a href="#%E7%AC%AC%E4%B8%80">一</a><a href="#later">丙</a>',
    )
    read(register, 'http://a.gov.cn/3.html', '<a href="2.html#none">丁</a><a href="2.html#yes">戊</a>')
    expect(register.anchors.map(({ url, text }) => `${text} ${url}`).toSorted()).toEqual([
      '丁 http://a.gov.cn/2.html#none',
      '丙 http://a.gov.cn/2.html#later',
      '乙 http://a.gov.cn/2.html#no',
    ])
  })

  test('full: what has no room is counted, and nothing that is known is lost', () => {
    const register = open(3)
    read(register, 'http://a.gov.cn/', '<a href="1">1</a><a href="2">2</a><a href="3">3</a><a href="1">1</a>')
    expect([register.size, register.unlisted]).toEqual([3, 1])
  })

  test('what is saved as JSON and restored elsewhere goes on as if nothing had happened', () => {
    const [one, other] = [open(), open()]
    read(
      one,
      'http://a.gov.cn/1.html',
      '<a href="2.html#x">甲</a><a href="3.html">乙</a><a href="mailto:nobody">信</a><img src="b.png">',
    )
    const links = [...one.all()]
    one.settle(links[0]!, { ...works, elapsedMs: 5 })
    one.settle(links[2]!, { ...works, outcome: 'broken', error: 'notFound', status: 404, reason: '应答 404' })
    const saved = JSON.stringify(one.takeChanges().map((link) => one.save(link)))
    expect(one.takeChanges()).toEqual([])
    for (const link of JSON.parse(saved) as ReturnType<LinkRegister['save']>[]) other.restore(link)
    const states = (register: LinkRegister) =>
      [...register.all()].map(({ number, url, depth, kind, internal, result, places, morePlaces }) => {
        return { number, url, depth, kind, internal, result, places, morePlaces }
      })
    expect(states(other)).toEqual(states(one))
    expect([...other.all()].map(isFine)).toEqual([...one.all()].map(isFine))
    for (const register of [one, other]) read(register, 'http://a.gov.cn/2.html', '<a href="1.html#y">丙</a>')
    expect(other.anchors).toEqual(one.anchors)
    expect(one.anchors.length).toBe(2)
  })
})
