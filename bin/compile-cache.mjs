// Compiled code is kept beside the packages: without it every command compiles all of the program again, half of its start.
import { enableCompileCache } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A folder of the installation, not of the system's temporary files: what lies there is run. */
const compileCache = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules', '.cache', 'mingcha')

/** A folder that cannot be written is no trouble: then nothing is kept. */
export function keepCompiledCode() {
  enableCompileCache?.(compileCache)
}
