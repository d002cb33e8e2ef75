import { join } from 'node:path'
import type { BuildOptions } from 'rolldown'

const common: BuildOptions = {
  platform: 'node',
  // libraries of the guard: native code, and the databases, which are loaded by who keeps something
  external: ['@node-rs/argon2', 'libsql', 'pg'],
  // the library's own ESM build bundles into one scope: its CommonJS one costs 5 ms at every start
  resolve: { alias: { yaml: join(import.meta.dirname, 'node_modules/yaml/browser/index.js') } },
  transform: { target: 'node20' },
  plugins: [
    {
      name: 'no-child-process',
      // commander can run commands that are programs of their own: we have none, and the module costs 1.5 ms at every start
      resolveId: (source, importer) =>
        source === 'node:child_process' && importer?.includes('/node_modules/commander/') === true
          ? join(import.meta.dirname, 'src/cli/no-child-process.ts')
          : null,
    },
  ],
}

/** The starter, and the program in one file per command and report format: what a call does not need is not loaded. */
const config: readonly BuildOptions[] = [
  { ...common, input: { cli: 'src/cli/start.ts' }, output: { dir: 'dist', format: 'cjs', cleanDir: true, banner: '#!/usr/bin/env node' } },
  { ...common, input: { program: 'src/cli/bin.ts' }, output: { dir: 'dist/program', format: 'cjs', chunkFileNames: '[name].js' } },
]

export default config
