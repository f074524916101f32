/**
 * Where the scripts of a page send its visitor by themselves. Nothing is run: comments and strings are told apart, and each
 * block is known to run at once, only on a condition, or only when somebody clicks.
 */

export interface ScriptForward {
  readonly href: string
  /** `false`: made on a condition that cannot be told from here (a phone, a frame, another protocol). */
  readonly certain: boolean
}

/** Whether a block runs when the page loads. */
type Mode = 'runs' | 'maybe' | 'never'

const token =
  /[{}]|(?<![\w.$])setTimeout\s*\(\s*"(\d+)"|(?<![\w.$])(?:(?:window|self|top|parent|document)\s*\.\s*){0,3}location(?:\s*\.\s*href)?\s*(?:=(?!=)|\.\s*(?:replace|assign)\s*\()([^;\n{})]{0,500})/g

/** The first forward of a page's scripts; `onload` is what its body does when it is loaded. */
export function scriptForward(scripts: readonly string[], onload = ''): ScriptForward | null {
  const all = onload === '' ? scripts : [...scripts, onload]
  const outer = all.map((script) => outermost(lex(script).code)).join('\n')
  const found = all.flatMap((script) => forwardsOf(script, outer, 0))
  return found.find(({ certain }) => certain) ?? found[0] ?? null
}

function forwardsOf(script: string, outer: string, nesting: number): ScriptForward[] {
  const { code, strings } = lex(script)
  const literals = constants(code)
  const found: ScriptForward[] = []
  const modes: Mode[] = ['runs']
  for (const match of code.matchAll(token)) {
    const mode = modes.at(-1)!
    const before = code.slice(Math.max(0, match.index - 200), match.index).trimEnd()
    if (match[0] === '{') modes.push(mode === 'never' ? mode : modeOfBlock(before, mode, outer, strings))
    else if (match[0] === '}') {
      if (modes.length > 1) modes.pop()
    } else if (mode === 'never') continue
    else if (match[1] !== undefined) {
      const later = nesting > 0 ? [] : forwardsOf(strings[Number(match[1])]!, outer, nesting + 1)
      found.push(...later.map((one) => ({ ...one, certain: one.certain && mode === 'runs' })))
    } else {
      const own = modeOfStatement(before, mode, strings)
      const href = own === 'never' ? null : valueOf(match[2]!, literals, strings)
      if (href !== null && href.trim() !== '') found.push({ href: href.slice(0, 2000), certain: own === 'runs' })
    }
  }
  return found
}

/** The script without comments; its strings are replaced by their numbers: `"3"`. */
function lex(script: string): { code: string; strings: string[] } {
  const strings: string[] = []
  let code = ''
  for (let at = 0; at < script.length;) {
    const char = script[at]!
    const next = script[at + 1]
    if (char === '/' && next === '*') at = indexAfter(script, '*/', at + 2)
    else if (char === '/' && next === '/') {
      const end = script.indexOf('\n', at)
      at = end < 0 ? script.length : end
    } else if (char === '"' || char === "'" || char === '`') {
      const end = quoteEnd(script, char, at + 1)
      const text = script.slice(at + 1, end)
      if (char === '`' && text.includes('${')) code += '(0)'
      else {
        code += `"${strings.length}"`
        strings.push(text.replace(/\\([^])/g, '$1'))
      }
      at = end + 1
    } else if (char === '/' && /(?:^|[(,=:[!&|?{};])\s*$/.test(code.slice(-20))) at = regexEnd(script, at + 1)
    else {
      code += char
      at += 1
    }
  }
  return { code, strings }
}

function quoteEnd(script: string, quote: string, from: number): number {
  for (let at = from; at < script.length; at += 1) {
    if (script[at] === '\\') at += 1
    else if (script[at] === quote || (script[at] === '\n' && quote !== '`')) return at
  }
  return script.length
}

function regexEnd(script: string, from: number): number {
  let inClass = false
  for (let at = from; at < script.length && script[at] !== '\n'; at += 1) {
    if (script[at] === '\\') at += 1
    else if (script[at] === '[') inClass = true
    else if (script[at] === ']') inClass = false
    else if (script[at] === '/' && !inClass) return at + 1
  }
  return from
}

function indexAfter(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from)
  return at < 0 ? text.length : at + what.length
}

/** What stands in no block: calls there are made at once. */
function outermost(code: string): string {
  let [depth, outer, from] = [0, '', 0]
  for (const { 0: brace, index } of code.matchAll(/[{}]/g)) {
    if (depth === 0) outer += code.slice(from, index)
    depth = Math.max(0, depth + (brace === '{' ? 1 : -1))
    from = index + 1
  }
  return depth === 0 ? outer + code.slice(from) : outer
}

/** Variables that are given one string, once. */
function constants(code: string): Map<string, string> {
  const found = new Map<string, string>()
  const twice = new Set<string>()
  for (const [, name, value] of code.matchAll(/(?<![\w.$])([\w$]+)\s*=(?!=)\s*("\d+")?(?=\s*(?:[;,\n}]|$))?/g)) {
    if (found.has(name!) || value === undefined) twice.add(name!)
    else found.set(name!, value)
  }
  for (const name of twice) found.delete(name)
  return found
}

/** A string, or strings put together; `null` when it can only be known by running the script. */
function valueOf(expression: string, literals: ReadonlyMap<string, string>, strings: readonly string[]): string | null {
  let value = ''
  for (const part of expression.split('+')) {
    const written = literals.get(part.trim()) ?? part.trim()
    const number = /^"(\d+)"$/.exec(written)?.[1]
    if (number === undefined) return null
    value += strings[Number(number)]!
  }
  return value
}

function modeOfBlock(before: string, mode: Mode, outer: string, strings: readonly string[]): Mode {
  if (before.endsWith('=>')) {
    const start = /(?:\([^()]*\)|[\w$]+)\s*=>$/.exec(before)?.index ?? 0
    return runsAtOnce(before.slice(0, start).trimEnd(), strings) ? mode : 'never'
  }
  if (/(?<![\w$])(?:else|do)$/.test(before)) return 'maybe'
  if (!before.endsWith(')')) return mode
  const head = /(function\b\s*[\w$]*|[\w$]+)\s*\([^()]*(?:\([^()]*\)[^()]*)*\)$/.exec(before)
  if (head === null || /^(if|while|for|switch|catch|with)$/.test(head[1]!)) return 'maybe'
  const named = /^function\b\s*([\w$]*)$/.exec(head[1]!)
  if (named === null) return 'never'
  const name = named[1]!
  if (name !== '' && isCalled(name, outer)) return mode
  return runsAtOnce(before.slice(0, head.index).trimEnd(), strings) ? mode : 'never'
}

function isCalled(name: string, outer: string): boolean {
  for (let at = outer.indexOf(name); at >= 0; at = outer.indexOf(name, at + 1)) {
    if (/[\w$.]/.test(outer.charAt(at - 1)) || /function\s*$/.test(outer.slice(Math.max(0, at - 20), at))) continue
    if (/^\s*\(/.test(outer.slice(at + name.length, at + name.length + 5))) return true
    if (/(?:onload\s*=|setTimeout\s*\()\s*$/.test(outer.slice(Math.max(0, at - 30), at))) return true
  }
  return false
}

/** Whether a function that stands behind this is called without anybody's doing. */
function runsAtOnce(before: string, strings: readonly string[]): boolean {
  if (/(?:^|[^\w$\s)])\s*\($|(?:^|[;}\s])[!+~-]$|\bvoid$/.test(before)) return true
  if (/(?:setTimeout|ready|\$|jQuery|requestAnimationFrame)\s*\($|\bonload\s*=$/.test(before)) return true
  const event = /addEventListener\s*\(\s*"(\d+)"\s*,$/.exec(before)?.[1]
  return event !== undefined && /^(load|DOMContentLoaded|pageshow)$/.test(strings[Number(event)] ?? '')
}

function modeOfStatement(before: string, mode: Mode, strings: readonly string[]): Mode {
  if (before.endsWith('=>')) {
    const start = /(?:\([^()]*\)|[\w$]+)\s*=>$/.exec(before)?.index ?? 0
    return runsAtOnce(before.slice(0, start).trimEnd(), strings) ? mode : 'never'
  }
  return /(?:\)|(?<![\w$])else|[?:]|&&|\|\|)$/.test(before) ? 'maybe' : mode
}
