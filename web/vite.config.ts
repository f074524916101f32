/** Builds the console into `web/dist`; `bin/console.mjs` calls it when the sources have changed. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const root = path.resolve(import.meta.dirname, '..')
const shared = JSON.parse(readFileSync(path.join(import.meta.dirname, 'shared-sources.json'), 'utf8')) as string[]

/**
 * Of the program the console takes tables of words, nothing that could carry the server along. Whatever it takes stands in
 * `shared-sources.json`, so that the console is built anew when it changes.
 */
const onlyShared: Plugin = {
  name: 'only-shared-sources',
  moduleParsed({ id }) {
    const file = path.relative(root, id.split('?')[0]!).split(path.sep).join('/')
    if (!file.startsWith('src/') || shared.some((known) => file === known || file.startsWith(`${known}/`))) return
    this.error(`${file} is not in web/shared-sources.json: import its types only`)
  },
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), onlyShared],
  // The server writes a fresh nonce in place of these words: the styles that antd makes at run time carry it.
  html: { cspNonce: 'NONCE-OF-THIS-ANSWER' },
  build: {
    // The last Chromium for Windows 7, which many offices still run.
    target: 'chrome109',
    outDir: 'dist',
    emptyOutDir: true,
    // No data: addresses in styles and scripts; every file has a name that the server knows.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
  },
})
