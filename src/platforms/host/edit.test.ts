import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { applyEdits } from '../../formats/edit.ts'
import type { ComponentInput } from '../../model/input.ts'
import { folderOf } from '../compose/fixture.ts'
import { openFiles } from '../files.ts'
import { openWorkspace } from '../workspace.ts'
import { withoutAssignment } from './assignment.ts'
import { confineUnit } from './drop-in.ts'

describe('a variable among others', () => {
  it.each([
    ['Environment=C_FORCE_ROOT=1', ''],
    ['Environment=A=1 C_FORCE_ROOT=1', 'Environment=A=1\n'],
    ['Environment="C_FORCE_ROOT=1" "B=x y"', 'Environment="B=x y"\n'],
    ['environment=A="1,2",C_FORCE_ROOT="1",B="2"', 'environment=A="1,2",B="2"\n'],
    ['  C_FORCE_ROOT=1', ''],
  ])('goes out of %s', (line, expected) => {
    const text = `[x]\n${line}\nlast=1\n`
    const change = withoutAssignment(text, { file: 'x', line: 2 }, 'C_FORCE_ROOT')
    expect('cannot' in change ? change : applyEdits(text, change.edits)).toBe(`[x]\n${expected}last=1\n`)
  })

  it('that is not there is said', () =>
    expect(withoutAssignment('Environment=XC_FORCE_ROOT=1\n', { file: 'x', line: 1 }, 'C_FORCE_ROOT')).toHaveProperty('cannot'))
})

describe('a unit', () => {
  function confined(file: string, before: Readonly<Record<string, string>> = {}) {
    const folder = folderOf({ [file]: '[Service]\nExecStart=/opt/x\n', ...before })
    const space = openWorkspace(openFiles(folder, folder))
    const component = { id: 'x', at: { file, line: 1 }, unit: { value: 'x.service', trail: [] } } as unknown as ComponentInput
    const done = confineUnit(component, space, { sandbox: ['NoNewPrivileges', 'ProtectSystem'] })
    return 'cannot' in done ? done : [...space.drafts].map(([path, { text }]) => [path.slice(join(folder, '/').length), text])
  }
  const text = '[Service]\nNoNewPrivileges=yes\nProtectSystem=full\n'

  it('is confined by a drop-in', () =>
    expect(confined('etc/systemd/system/x.service')).toEqual([['etc/systemd/system/x.service.d/ringwall.conf', text]]))

  it('of a package gets its drop-in where it stays', () =>
    expect(confined('usr/lib/systemd/system/x.service')).toEqual([['etc/systemd/system/x.service.d/ringwall.conf', text]]))

  it('keeps what the drop-in has', () =>
    expect(confined('x.service', { 'x.service.d/ringwall.conf': '[Service]\n# ours\nPrivateTmp=yes\n' })).toEqual([
      ['x.service.d/ringwall.conf', '[Service]\n# ours\nPrivateTmp=yes\nNoNewPrivileges=yes\nProtectSystem=full\n'],
    ]))
})
