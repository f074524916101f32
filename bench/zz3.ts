import { readFileSync, globSync } from 'node:fs'
import { decodeText } from '../src/gather/fetch/charset.ts'
const files = globSync('/tmp/debdocs/x/**/*.html').slice(0, 1500).map((f) => readFileSync(f))
const texts = files.map((b) => decodeText(b, '').text)
const mb = files.reduce((n, b) => n + b.length, 0) / 1e6
const time = (name: string, f: () => number) => { for (let r = 0; r < 3; r++) { const s = process.cpuUsage(); const x = f(); const u = process.cpuUsage(s); if (r == 2) console.log(name, (mb / ((u.user + u.system) / 1e6)).toFixed(0), 'MB/s', x) } }
time('charCodeAt', () => { let n = 0; for (const t of texts) for (let i = 0; i < t.length; i++) if (t.charCodeAt(i) === 60) n++; return n })
time('indexOf', () => { let n = 0; for (const t of texts) for (let i = t.indexOf('<'); i >= 0; i = t.indexOf('<', i + 1)) n++; return n })
time('decode', () => { let n = 0; for (const b of files) n += decodeText(b, '').text.length; return n })
const U = texts.map((t) => { const a = new Uint16Array(t.length); for (let i = 0; i < t.length; i++) a[i] = t.charCodeAt(i); return a })
time('u16', () => { let n = 0; for (const t of U) for (let i = 0; i < t.length; i++) if (t[i] === 60) n++; return n })
