/** Builds the console into `web/dist`; `bin/console.mjs` calls it when the sources have changed. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
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
