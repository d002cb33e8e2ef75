import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ownFolderOf } from '../../model/own-files.ts'
import { openFiles } from '../files.ts'
import { openWorkspace } from '../workspace.ts'
import { changeProgram } from './edit.ts'
import { folderOf, readFolder } from './fixture.ts'

function put(files: Readonly<Record<string, string>>, id: string, isSecret = true) {
  const folder = folderOf(files)
  const space = openWorkspace(openFiles(folder, folder))
  const component = readFolder(folder)
    .deployments.flatMap(({ components }) => components)
    .find((each) => each.id === id)!
  const path = `${ownFolderOf(component)}/tls.key`
  const told = changeProgram(component, space, { kind: 'file', path, text: 'key', isSecret, owner: { user: 999, group: 999 } })
  const [[place, draft] = ['', undefined]] = [...space.drafts]
  const again = readFolder(folder, space.drafts).deployments.flatMap(({ components }) => components)
  return { told, place: place.slice(join(folder, '/').length), draft, again: again.find((each) => each.id === id)?.open(path) }
}

const unit = '[Service]\nUser=cache\nExecStart=/usr/bin/cache-server\n'

describe('a new file', () => {
  it('of a tree has a folder for its program, and the user of the unit', () => {
    const { place, draft, again } = put(
      { 'm/etc/hostname': 'm', 'm/etc/systemd/system/cache.service': unit, 'm/etc/passwd': 'root:x:0:0\ncache:x:105:112::/:/bin/false\n' },
      'cache',
    )
    expect(place).toBe('m/etc/ringwall/cache/tls.key')
    expect(draft).toEqual({ text: 'key', mode: 0o600, owner: { user: 105, group: 112 } })
    expect(again).toMatchObject({ state: 'text', text: 'key' })
  })

  it('lies beside loose settings, where it is found again', () => {
    const { told, place, draft, again } = put({ 'conf/cache.conf': 'port 1\n' }, 'cache')
    expect(place).toBe('conf/ringwall/cache/tls.key')
    expect(draft).toEqual({ text: 'key', mode: 0o600 })
    expect(told).toEqual(['conf/ringwall/cache/tls.key belongs to /etc/ringwall/cache/tls.key on the machine', expect.stringContaining('chown')])
    expect(again).toMatchObject({ state: 'text', text: 'key' })
  })
})
