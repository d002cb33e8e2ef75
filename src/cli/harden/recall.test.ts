import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Subject } from '../../engine/harden/hands.ts'
import type { DeploymentInput } from '../../model/platform.ts'
import type { Draft } from '../../platforms/files.ts'
import { openFiles } from '../../platforms/files.ts'
import { openWorkspace } from '../../platforms/workspace.ts'
import type { Known } from './recall.ts'
import { nothingKnown, recall } from './recall.ts'

const folder = mkdtempSync(join(tmpdir(), 'ringwall-recall-'))
for (const name of ['one', 'other']) {
  mkdirSync(join(folder, name))
  writeFileSync(join(folder, name, 'compose.yaml'), 'services: {}\n')
  writeFileSync(join(folder, name, 'settings'), 'a=1\n')
}

function input(name: string): DeploymentInput {
  return { name, root: name, inputs: [{ file: `${name}/compose.yaml`, as: 'compose', status: 'read', gaps: [] }] } as unknown as DeploymentInput
}

/** Reads both deployments, which look at and claim their own settings; gives who was judged. */
function read(known: Known, drafts: Readonly<Record<string, string>> = {}) {
  const map = new Map(Object.entries(drafts).map(([path, text]): [string, Draft] => [join(folder, path), { text }]))
  const files = openFiles(folder, folder, map)
  const { once, next } = recall(known, openWorkspace(files, map), files)
  const judged: string[] = []
  for (const name of ['one', 'other']) {
    once(input(name), () => {
      judged.push(name)
      files.read(`${name}/settings`)
      files.read(`${name}/missing`)
      files.claim(`${name}/settings`)
      return { deployment: {} } as Subject
    })
  }
  return { judged, files, known: next() }
}

describe('what is known of a deployment', () => {
  it('stands where no file is another', () => {
    const first = read(nothingKnown)
    expect(first.judged).toEqual(['one', 'other'])
    expect(read(first.known).judged).toEqual([])
  })

  it.each([
    ['an input', 'one/compose.yaml'],
    ['a file that was looked at', 'one/settings'],
    ['a file that was looked for', 'one/missing'],
    ['a new file below its folder', 'one/more/.env'],
  ])('does not stand where %s changes', (_, path) => {
    const first = read(nothingKnown)
    const second = read(first.known, { [path]: 'x' })
    expect(second.judged).toEqual(['one'])
    expect(read(second.known, { [path]: 'x' }).judged).toEqual([])
    // and back again
    expect(read(second.known).judged).toEqual(['one'])
  })

  it('still claims the files that it reads', () => {
    const { files } = read(read(nothingKnown).known)
    expect(files.isClaimed('other/settings')).toBe(true)
    expect(files.isClaimed('other/missing')).toBe(false)
  })
})
