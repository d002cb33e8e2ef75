import { join } from 'node:path'
import type { RolldownOptions } from 'rolldown'

/** One file per command and report format beside the entry: what a call does not need is not loaded. */
const config: RolldownOptions = {
  input: { cli: 'src/cli/bin.ts' },
  platform: 'node',
  // the library's own ESM build: its CommonJS one costs 5 ms at every start
  resolve: { alias: { yaml: join(import.meta.dirname, 'node_modules/yaml/browser/index.js') } },
  transform: { target: 'node20' },
  treeshake: true,
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    minify: false,
    sourcemap: false,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
  },
}

export default config
