import type { RolldownOptions } from 'rolldown'

/** One file per command and report format beside the entry: what a call does not need is not loaded. */
const config: RolldownOptions = {
  input: { cli: 'src/cli/bin.ts' },
  platform: 'node',
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
