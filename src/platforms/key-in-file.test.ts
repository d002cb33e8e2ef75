import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderOf } from './compose/fixture.ts'
import { openFiles } from './files.ts'
import { setKey } from './key-in-file.ts'
import { openWorkspace } from './workspace.ts'

function changed(file: string, text: string, key: string, value: string | null) {
  const folder = folderOf({ [file]: text })
  const space = openWorkspace(openFiles(folder, folder))
  const done = setKey(space, { kind: 'key', place: { file, line: 1 }, key, value })
  return 'cannot' in done ? done : (space.drafts.get(join(folder, file))?.text ?? text)
}

describe('a key of a settings file', () => {
  it.each([
    ['a.toml', '# kept\n[log.console]\nlevel = "DEBUG" # why\n', 'log.console.level', 'INFO', '# kept\n[log.console]\nlevel = "INFO" # why\n'],
    ['a.json', '{ "debug": true, "x": 1 }\n', 'debug', 'false', '{ "debug": false, "x": 1 }\n'],
    ['a.yaml', 'a:\n  b: 1 # kept\n', 'a.b', '2', 'a:\n  b: 2 # kept\n'],
    ['a.ini', '[auth.anonymous]\nenabled = true\n', 'auth.anonymous.enabled', 'false', '[auth.anonymous]\nenabled = false\n'],
    ['a.properties', 'a.b=1\n', 'a.b', '2', 'a.b=2\n'],
    ['.env', 'A=1\nB=2\n', 'A', null, 'B=2\n'],
    ['a.json', '{ "debug": true, "x": 1 }\n', 'debug', null, '{ "x": 1 }\n'],
  ])('of %s', (file, text, key, value, expected) => expect(changed(file, text, key, value)).toBe(expected))

  it('of an unknown format is left alone', () => expect(changed('a.conf', 'a 1\n', 'a', '2')).toHaveProperty('cannot'))
})
