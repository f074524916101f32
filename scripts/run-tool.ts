/** Runs a tool of node_modules with the Node that runs this script. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')

/** Exit code of `<package> <args>`; its output goes to the terminal. */
export async function runTool(packageName: string, binary: string, args: readonly string[]): Promise<number> {
  const require = createRequire(import.meta.url)
  const json = findPackageJson(require, packageName)
  const { bin } = require(json) as { bin: string | Record<string, string> }
  const file = path.join(path.dirname(json), typeof bin === 'string' ? bin : bin[binary]!)
  const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: 'inherit' })
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
}

/** Some packages do not export their package.json. */
function findPackageJson(require: NodeJS.Require, packageName: string): string {
  const folder = require.resolve.paths(packageName)!.map((modules) => path.join(modules, packageName, 'package.json'))
  for (const json of folder) {
    try {
      return require.resolve(json)
    } catch {
      // next folder up
    }
  }
  throw new Error(`package ${packageName} is not installed: run npm ci`)
}
