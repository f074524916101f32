/**
 * The character encoding of a page. Official sites often declare one encoding in the header and another in the page, and
 * are written in a third; what the bytes prove comes first, declarations second, a count of common characters last.
 */
import { isAscii, isUtf8 } from 'node:buffer'

export type Encoding = 'utf-8' | 'gb18030' | 'big5' | 'utf-16le' | 'utf-16be'

export interface DecodedText {
  readonly text: string
  readonly encoding: Encoding
  /** The label of the declaration that was believed first (header, then page), in lower case. */
  readonly declared: string | null
  /** A declaration that the bytes contradict, in Chinese; `null` when they agree or nothing was declared. */
  readonly mismatch: string | null
}

/** Hanzi that make up more than a third of any modern Chinese text, and their traditional forms. */
const commonHanzi = new Set(
  '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严' +
    '這為個國時來們產動過說種學經發實會對電進關應開還體機點業義問題華對設區強總類樣議報見長門請務場車專與無從將處',
)

/** Decodes the bytes of a page or feed. `contentType` is the header's value. Never throws. */
export function decodeText(bytes: Uint8Array, contentType: string): DecodedText {
  const inHeader = declaredLabel(contentType)
  const inside = labelInside(bytes)
  const label = inHeader ?? inside
  const marked = byteOrderMark(bytes)
  if (marked !== null) return { text: decode(bytes, marked), encoding: marked, declared: label, mismatch: null }
  const declared = encodingNamed(inHeader) ?? encodingInside(inside)
  if (isAscii(bytes) && declared?.startsWith('utf-16') !== true) {
    return { text: asBuffer(bytes).toString('latin1'), encoding: 'utf-8', declared: label, mismatch: null }
  }
  const encoding = provenEncoding(bytes, declared)
  const mismatch =
    declared === null || declared === encoding ? null : `编码声明不一致：声明为 ${declared}，实际为 ${encoding}`
  return { text: decode(bytes, encoding), encoding, declared: label, mismatch }
}

function provenEncoding(bytes: Uint8Array, declared: Encoding | null): Encoding {
  if (declared === 'utf-16le' || declared === 'utf-16be') return declared
  if (isUtf8(withoutCutTail(bytes))) return 'utf-8'
  if (declared !== null && declared !== 'utf-8') return declared
  // Declared UTF-8 with a few broken bytes stays UTF-8; otherwise the encoding whose text reads most like Chinese.
  const sample = bytes.subarray(0, 200_000)
  const scored = (['utf-8', 'gb18030', 'big5'] as const).map((encoding) => ({
    encoding,
    score: likeness(decode(sample, encoding)) + (encoding === declared ? 0.05 : 0),
  }))
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).encoding
}

/** Share of common hanzi among all characters beyond ASCII, less the share of characters that cannot be. */
function likeness(text: string): number {
  let [beyond, common, broken] = [0, 0, 0]
  for (const char of text) {
    if (char <= '\u007f') continue
    beyond += 1
    if (commonHanzi.has(char) || '，。、：；“”（）《》'.includes(char)) common += 1
    else if (char === '\ufffd' || (char >= '\ue000' && char <= '\uf8ff')) broken += 1
  }
  return beyond === 0 ? 0 : (common - 2 * broken) / beyond
}

/** A body cut at the limit may end in the middle of a character. */
function withoutCutTail(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return bytes
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return back < length ? bytes.subarray(0, bytes.length - back) : bytes
    }
  }
  return bytes
}

function byteOrderMark(bytes: Uint8Array): Encoding | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return null
}

function declaredLabel(contentType: string): string | undefined {
  return /charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(contentType)?.[1]?.toLowerCase()
}

/** The declaration in the page (`<meta charset>`) or at the head of an XML document. */
function labelInside(bytes: Uint8Array): string | null {
  const head = asBuffer(bytes).toString('latin1', 0, 4096)
  const xml = /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})/i.exec(head)?.[1]
  const meta = /<meta\b[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]{1,40})/i.exec(head)?.[1]
  return (xml ?? meta)?.toLowerCase() ?? null
}

function encodingInside(label: string | null): Encoding | null {
  const named = encodingNamed(label ?? undefined)
  // A page that can be read as ASCII up to here is not UTF-16, whatever it says (HTML standard).
  return named?.startsWith('utf-16') === true ? 'utf-8' : named
}

/** Labels seen on Chinese pages. latin1 and the like are a server's default, not a statement about a Chinese page. */
const labels = new Map<string, Encoding>([
  ...(['utf-8', 'utf8', 'unicode-1-1-utf-8'] as const).map((label) => [label, 'utf-8'] as const),
  ...(['gb2312', 'gb-2312', 'gb2312-80', 'gbk', 'x-gbk', 'gb18030', 'hz-gb-2312', 'cp936', 'ms936'] as const).map(
    (label) => [label, 'gb18030'] as const,
  ),
  ...(['big5', 'big5-hkscs', 'x-x-big5'] as const).map((label) => [label, 'big5'] as const),
  ...(['utf-16', 'utf-16le'] as const).map((label) => [label, 'utf-16le'] as const),
  ['utf-16be', 'utf-16be'],
])

function encodingNamed(name: string | undefined): Encoding | null {
  return labels.get(name?.toLowerCase().replaceAll('_', '-') ?? '') ?? null
}

function asBuffer(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

const decoders = new Map<Encoding, InstanceType<typeof TextDecoder>>()

function decode(bytes: Uint8Array, encoding: Encoding): string {
  const decoder = decoders.get(encoding) ?? new TextDecoder(encoding)
  decoders.set(encoding, decoder)
  return decoder.decode(bytes)
}
