/**
 * Completes package-lock.json after a change of packages (`node scripts/complete-lockfile.ts`). Tools written in native code
 * name one optional package per platform. npm leaves out those that the registry at hand does not offer, and then refuses
 * its own lock file (`npm ci`: "Missing … from lock file"). They are added here by name, version and platform: a machine
 * of another platform never fetches them, and one of theirs finds them in its registry.
 */
import { readFile, writeFile } from 'node:fs/promises'

interface LockEntry {
  readonly version?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly dev?: boolean
}

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(await readFile(file, 'utf8')) as {
  packages: Record<string, LockEntry & Record<string, unknown>>
}
const platforms = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'openharmony',
  'openbsd',
  'netbsd',
  'sunos',
  'win32',
  'aix',
  'wasm32',
]
const processors = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el']

let added = 0
for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`
    const words = name.split(/[/@._-]/)
    const os = platforms.find((platform) => words.includes(platform))
    const cpu = processors.find((processor) => words.includes(processor))
    if (lock.packages[place] !== undefined || os === undefined || cpu === undefined) continue
    lock.packages[place] = { version, cpu: [cpu], ...(entry.dev === true && { dev: true }), optional: true, os: [os] }
    added += 1
  }
}
const packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)))
await writeFile(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`)
process.stdout.write(`${added} packages of other platforms added\n`)
