import { spawnSync } from 'node:child_process'
import type { Report } from '../src/model/report.ts'

export interface ComposeCheck {
  /** Deployments whose files docker-compose took as they were. */
  readonly taken: number
  /** Those of which it does not take what became of them: one sentence each. */
  readonly faults: readonly string[]
}

/**
 * What `docker-compose config` says of every Compose deployment that it took before; `undefined` where it is not installed. An old one does
 * not know all keys of today: what it did not take before is not asked again.
 */
export function composeCheck(before: string, after: string, { deployments }: Report): ComposeCheck | undefined {
  if (said(before, ['--version']) !== undefined) return undefined
  const projects = deployments
    .map(({ name, inputs }) => ({ name, files: inputs.filter((input) => input.as === 'compose').flatMap(({ file }) => ['-f', file]) }))
    .filter(({ files }) => files.length > 0 && said(before, [...files, 'config', '--quiet']) === undefined)
  const faults = projects.flatMap(({ name, files }) => {
    const fault = said(after, [...files, 'config', '--quiet'])
    return fault === undefined ? [] : [`${name}: ${fault}`]
  })
  return { taken: projects.length, faults }
}

/** Its error; `undefined` where it has none. */
function said(folder: string, words: readonly string[]): string | undefined {
  const { status, stderr, error } = spawnSync('docker-compose', words, { cwd: folder, encoding: 'utf8', timeout: 60_000 })
  return error?.message ?? (status === 0 ? undefined : stderr.trim())
}
