import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import { describe, expect, test } from 'vitest'
import { attribute } from './html-attributes.ts'
import { scanHtml } from './scan-html.ts'

/** Events as a text: `<a href=x>` `甲` `</a>`. */
function events(html: string): string[] {
  const found: string[] = []
  scanHtml(html, {
    open: (tag, attributes) => {
      const href = attributes.read(attribute.href)
      found.push(`<${tag.name}${href === undefined ? '' : ` href=${href}`}>`)
    },
    text: (data) => found.push(data),
    close: (tag) => found.push(`</${tag.name}>`),
    stopped: () => false,
  })
  return found
}

const voids = new Set(['br', 'img', 'hr', 'input', 'meta'])

/** The same from a parser that is known to be right. */
function reference(html: string): string {
  let found = ''
  new Parser({
    onopentag: (name, attributes) => {
      found += `<${name}${attributes['href'] === undefined ? '' : ` href=${attributes['href']}`}>`
    },
    ontext: (data) => {
      found += data
    },
    onclosetag: (name) => {
      if (!voids.has(name)) found += `</${name}>`
    },
  }).end(html)
  return found
}

describe('tags and texts', () => {
  test.each([
    [
      'attributes in any quotes and case',
      '<A HREF=a>甲</A><a href = "b">乙</a>',
      ['<a href=a>', '甲', '</a>', '<a href=b>', '乙', '</a>'],
    ],
    ['the first of two attributes counts', '<a href=1 href=2>', ['<a href=1>', '</a>']],
    [
      'references in text and addresses',
      '<a href="?a=1&copy=2&amp;b">&lt;&nbsp;&#20013;&middot;</a>',
      ['<a href=?a=1&copy=2&b>', '<\u00a0中·', '</a>'],
    ],
    [
      'implied ends',
      '<ul><li>甲<li>乙</ul><p>丙<div>丁',
      ['<ul>', '<li>', '甲', '</li>', '<li>', '乙', '</li>', '</ul>', '<p>', '丙', '</p>', '<div>', '丁', '</div>'],
    ],
    [
      'scripts hold no tags',
      '<script>if (a<b) "</div>"</script>甲',
      ['<script>', 'if (a<b) "</div>"', '</script>', '甲'],
    ],
    ['a title holds references, but no tags', '<title>甲&amp;<b></TITLE >', ['<title>', '甲&<b>', '</title>']],
    ['comments of all kinds', '甲<!-- > -- -->乙<!-->丙<!x>丁<?y?>', ['甲', '乙', '丙', '丁']],
    ['server code that was saved with the page', '甲<%-- 2020-08-10 --%>乙', ['甲', '乙']],
    ['a sign that begins no tag', '1 < 2 <3>', ['1 < 2 <3>']],
    ['a tag that never ends', '甲<a href="b', ['甲']],
    ['</p> and </br> alone', '</p></br>', ['<p>', '</p>', '<br>']],
  ])('%s', (_name, html, expected) => expect(events(html)).toEqual(expected))

  test('as another parser reads any soup of tags', () => {
    const piece = fc.constantFrom(
      '<ul>',
      '<li>',
      '</li>',
      '</ul>',
      '<a href="1">',
      "<a href='2' href=3>",
      '</a>',
      '<A/>',
      '<table>',
      '<tr>',
      '<td>',
      '</td>',
      '</table>',
      '<p>',
      '</p>',
      '<div class=x>',
      '</div>',
      '<br/>',
      '<h1>',
      '</h1>',
      '<script>',
      '</script>',
      '<form>',
      '</form>',
      '<option>',
      '<!--',
      '-->',
      '甲',
      ' ',
      '&amp;',
      '&nbsp',
      '<',
      '<x-y>',
      '</x-y>',
      '</x>',
      '<dd>',
      '<dt>',
      '<span>',
      '</span>',
      '<img>',
      '</p>',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const html = pieces.join('')
        expect(events(html).join('')).toBe(reference(html))
      }),
      { numRuns: 3000 },
    )
  })
})

describe('time grows with the page, whatever it holds', () => {
  const size = 2_000_000
  test.each([
    ['<%', '<%'],
    ['unknown end tags', '</x>'],
    ['comments that do not end', '<!--'],
    ['quotes that do not end', '<a b="'],
    ['end tags of nothing', '</div>'],
    ['bare signs', '<'],
    ['dashes in a comment', '<!-- --'],
    ['references', '&'],
    ['numeric references', '&#20013;'],
    ['scripts that do not end', '<script></'],
    ['attributes without value', '<a b c d e '],
  ])('%s', (_name, piece) => {
    const html = piece.repeat(Math.ceil(size / piece.length))
    const start = performance.now()
    events(html)
    expect(performance.now() - start).toBeLessThan(5000)
  })
})
