import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Keeping } from '../../model/keeping.ts'
import type { Text } from '../../model/text.ts'
import { openFiles } from '../files.ts'
import { openWorkspace } from '../workspace.ts'
import { folderOf, readFolder } from './fixture.ts'
import { keepSecrets } from './kept-secrets.ts'
import { withoutVariable } from './variables.ts'

const unit = 'etc/systemd/system/web.service'
const key = { name: 'web-key', value: 'x9-value-of-the-key' }
const db = { name: 'db', value: 'x9-value-of-the-db' }
const usual: Readonly<Record<string, string>> = {
  'etc/hostname': 'm\n',
  [unit]:
    '[Service]\nUser=web\nEnvironment=A=1 "KEY=x9-value-of-the-key"\nEnvironmentFile=/etc/default/web\nExecStartPre=-/opt/check %n\nExecStart=/opt/cache-server --port 80\n',
  'etc/default/web': 'URL=redis://u:x9-value-of-the-db@db:1/0\nB=two\n',
}
const both: readonly { readonly name: string; readonly text: Text }[] = [
  { name: 'KEY', text: [key] },
  { name: 'URL', text: ['redis://u:', db, '@db:1/0'] },
]

/** The files after the change, and the component as it is read then. */
function kept(files: Readonly<Record<string, string>> = usual, keeping: Keeping = { in: 'credentials' }, variables = both) {
  const folder = folderOf(files)
  const space = openWorkspace(openFiles(folder, folder))
  const webIn = () => readFolder(folder, space.drafts).deployments[0]!
  const component = webIn().components.find(({ id }) => id === 'web')!
  const done = keepSecrets(component, space, { kind: 'kept-secrets', variables, keeping })
  const deployment = webIn()
  const after = deployment.components.find(({ id }) => id === 'web')!
  const text = (name: string) => space.read(join(folder, name))
  return { done, before: component, after, deployment, text, mode: (name: string) => space.mode(join(folder, name)) }
}

const values = (env: ReadonlyMap<string, { readonly value: string }>) => Object.fromEntries([...env].map(([name, { value }]) => [name, value]))

describe('secrets of a unit', () => {
  it('come as credentials, and the program is read as before', () => {
    const { done, before, after, deployment, text, mode } = kept()
    expect(done).toEqual([])
    expect(values(after.env)).toEqual(values(before.env))
    expect(after.command?.map(({ value }) => value)).toEqual(before.command?.map(({ value }) => value))
    expect(text(unit)).not.toContain('KEY')
    expect(text(unit)).toContain('Environment=A=1\n')
    expect(text('etc/default/web')).toBe('B=two\n')
    expect(text('etc/systemd/system/web.service.d/zz-ringwall-secrets.conf')?.split('\n').slice(1)).toEqual([
      '[Service]',
      'LoadCredential=web-key:/etc/ringwall/secrets/web-key',
      'LoadCredential=db:/etc/ringwall/secrets/db',
      'ExecStartPre=',
      'ExecStartPre=-/etc/ringwall/web/start /opt/check %n',
      'ExecStart=',
      'ExecStart=/etc/ringwall/web/start /opt/cache-server --port 80',
      '',
    ])
    expect([text('etc/ringwall/secrets/db'), mode('etc/ringwall/secrets/db'), mode('etc/ringwall/web/start')]).toEqual([db.value, 0o600, 0o755])
    expect(text('etc/ringwall/web/start')).not.toMatch(/x9-value/)
    expect(deployment.inputs.filter(({ as }) => as === 'credential').map(({ file }) => file)).toEqual(
      expect.arrayContaining(['etc/ringwall/secrets/db', 'etc/ringwall/web/start']),
    )
  })

  it('that are sealed or in a store are known to be elsewhere, and have no value', () => {
    for (const keeping of [
      { in: 'credentials', sealed: () => 'sealed' },
      { in: 'store', command: (name: string) => ['/opt/kms get', name] },
    ] as const) {
      const { done, after, text } = kept(usual, keeping)
      expect(done).toEqual([])
      expect(values(after.env)).toEqual({ A: '1', B: 'two', KEY: '${web_key}', URL: 'redis://u:${db}@db:1/0' })
      expect(after.env.get('URL')?.unresolved).toMatchObject([{ text: '${db}', kind: 'variable' }])
      expect(after.command?.map(({ value }) => value)).toEqual(['/opt/cache-server', '--port', '80'])
      expect(text('etc/ringwall/secrets/db')).toBeUndefined()
    }
  })

  it('are added to those that are there', () => {
    const first = kept(usual, undefined, both.slice(0, 1))
    const files = Object.fromEntries(
      [...Object.keys(usual), 'etc/ringwall/web/start', 'etc/ringwall/secrets/web-key', `${unit}.d/zz-ringwall-secrets.conf`].map((name) => [
        name,
        first.text(name)!,
      ]),
    )
    const second = kept(files, undefined, both.slice(1))
    expect(second.done).toEqual([])
    expect(values(second.after.env)).toEqual(values(first.before.env))
    expect(second.text(`${unit}.d/zz-ringwall-secrets.conf`)).toBe(kept().text(`${unit}.d/zz-ringwall-secrets.conf`))
  })

  it.each([
    ['are words of the command', { [unit]: `${usual[unit]}ExecStartPost=/opt/x \${KEY}\n` }, /stands in the command/],
    ['have another name than the file', { [unit]: usual[unit]!.replace('=/opt/cache', '=@/opt/cache') }, /under another name/],
    ['would not be found', { [unit]: `${usual[unit]}RootDirectory=/srv/web\n` }, /RootDirectory=/],
    ['would replace another one', { 'etc/ringwall/secrets/db': 'of somebody else' }, /holds another secret/],
  ])('that %s stay', (_, files, why) => expect(kept({ ...usual, ...files }).done).toMatchObject({ cannot: expect.stringMatching(why) }))

  it("of a package's unit get a drop-in where it stays", () => {
    const { [unit]: text, ...rest } = usual
    const {
      done,
      text: now,
      after,
    } = kept(
      {
        ...rest,
        'usr/lib/systemd/system/web.service': text!.replace(' "KEY=x9-value-of-the-key"', ''),
        'etc/systemd/system/multi-user.target.wants/web.service': '-> /usr/lib/systemd/system/web.service',
      },
      undefined,
      both.slice(1),
    )
    expect(done).toEqual([])
    expect(now(`${unit}.d/zz-ringwall-secrets.conf`)).toContain('ExecStart=/etc/ringwall/web/start /opt/cache-server')
    expect(after.env.get('URL')?.value).toContain(db.value)
  })
})

it('a variable of a template stays: others may be made of it', () => {
  const { [unit]: text, ...rest } = usual
  const folder = folderOf({
    ...rest,
    'etc/systemd/system/web@.service': text!,
    'etc/systemd/system/multi-user.target.wants/web@a.service': '-> /etc/systemd/system/web@.service',
  })
  const component = readFolder(folder).deployments[0]!.components.find(({ unit: named }) => named?.value === 'web@a.service')!
  const done = keepSecrets(component, openWorkspace(openFiles(folder, folder)), {
    kind: 'kept-secrets',
    variables: both,
    keeping: { in: 'credentials' },
  })
  expect(done).toMatchObject({ cannot: expect.stringContaining('web@.service') })
})

describe('a variable goes out of', () => {
  it.each([
    ['unit', '[Service]\nEnvironment=A=1 \\\n  K=2 \\\n  B=3\nX=1\n', '[Service]\nEnvironment=A=1 \\\n  \\\n  B=3\nX=1\n'],
    ['unit', '[Service]\nEnvironment=K=1\nEnvironment=K=2 A=1\n', '[Service]\nEnvironment=A=1\n'],
    ['variables', 'A=1\nK=two words\nB=3\n', 'A=1\nB=3\n'],
    ['variables', 'A=1\nK="two\nlines"\nB=3', 'A=1\nB=3'],
  ] as const)('a file of the kind %s: %j', (kind, text, rest) => expect(withoutVariable(text, kind, 'K')).toBe(rest))

  it('none that has it not, and none where others would go with it', () => {
    expect(withoutVariable('[Service]\nEnvironment=KK=1\n', 'unit', 'K')).toBeUndefined()
    expect(withoutVariable('[Service]\nEnvironment=A=1 \\\nK=2\nB=1\n', 'unit', 'K')).toMatchObject({ cannot: expect.stringContaining('K') })
  })
})
