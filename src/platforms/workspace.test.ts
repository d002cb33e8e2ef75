import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openFiles } from './files.ts'
import { openWorkspace } from './workspace.ts'

it('keeps the mode of a draft whose text is put anew, and closes what gets a secret', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringwall-space-'))
  const [key, env] = [join(folder, 'tls.key'), join(folder, '.env')]
  writeFileSync(env, 'A=1\n')
  chmodSync(env, 0o644)
  const space = openWorkspace(openFiles(folder, folder))
  space.put(key, { text: 'KEY', mode: 0o600, owner: { user: 7, group: 7 } })
  space.put(key, { text: 'KEY 2' })
  expect([space.drafts.get(key), space.mode(key)]).toEqual([{ text: 'KEY 2', mode: 0o600, owner: { user: 7, group: 7 } }, 0o600])
  space.put(env, { text: 'A=2\n', mode: 0o644 })
  space.close(env)
  space.put(env, { text: 'A=3\n' })
  expect(space.mode(env)).toBe(0o640)
  expect(space.fork().mode(env)).toBe(0o640)
})
