import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ComponentInput } from '../../model/input.ts'
import { placeText } from '../../model/place.ts'
import type { DeploymentInput } from '../../model/platform.ts'
import type { Traced } from '../../model/setting.ts'
import type { ComposeOptions, ComposeResult } from './index.ts'
import { readCompose } from './index.ts'

/** For tests: a folder of its own with these files. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ringwall-compose-')))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

export function read(files: Readonly<Record<string, string>>, options: Partial<ComposeOptions> = {}): ComposeResult {
  const folder = folderOf(files)
  return readCompose({ path: folder, root: folder, ...options })
}

export function only(files: Readonly<Record<string, string>>, options: Partial<ComposeOptions> = {}): DeploymentInput {
  const { deployments, failures } = read(files, options)
  const [first] = deployments
  if (first === undefined || deployments.length > 1) throw new Error(`${deployments.length} deployments, ${JSON.stringify(failures)}`)
  return first
}

export function component(deployment: DeploymentInput, id: string): ComponentInput {
  const found = deployment.components.find((each) => each.id === id)
  if (found === undefined) throw new Error(`no component ${id}`)
  return found
}

/** `value @ file:line file:line`, so that a test can say both in one line. */
export function shown(traced: Traced<unknown> | undefined): string {
  return traced === undefined ? 'absent' : `${String(traced.value)} @ ${traced.trail.map(placeText).join(' ')}`
}

/** All gaps as `file:line why`. */
export function gaps(deployment: DeploymentInput): readonly string[] {
  return deployment.inputs.flatMap((input) => input.gaps.map((gap) => `${input.file}:${gap.line ?? 0} ${gap.why}`))
}
