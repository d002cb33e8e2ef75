import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cannot, Change } from '../../src/formats/edit.ts'
import { applyEdits } from '../../src/formats/edit.ts'
import { iniEdits } from '../../src/formats/edits/ini.ts'
import { jsonEdits } from '../../src/formats/edits/json.ts'
import { ldifEdits } from '../../src/formats/edits/ldif.ts'
import { postgresConfEdits } from '../../src/formats/edits/postgres-conf.ts'
import { pythonEdits } from '../../src/formats/edits/python.ts'
import { shellEdits } from '../../src/formats/edits/shell.ts'
import { slapdConfEdits } from '../../src/formats/edits/slapd-conf.ts'
import { sshConfigEdits } from '../../src/formats/edits/ssh-config.ts'
import { tomlEdits } from '../../src/formats/edits/toml.ts'
import { yamlEdits } from '../../src/formats/edits/yaml.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const characters = [
  'a',
  'B',
  '1',
  ' ',
  '#',
  ';',
  ':',
  '=',
  '"',
  "'",
  '\\',
  '$',
  '`',
  '%',
  '{',
  ']',
  ',',
  '-',
  '&',
  '*',
  '!',
  '@',
  '|',
  '<',
  '\t',
  '\n',
  '\u00e9',
  '\u{1F600}',
  '\u2028',
]
const words = [
  'yes',
  'No',
  'on',
  'null',
  '~',
  '0x1F',
  '1e3',
  '1_000',
  '12:30',
  '2020-01-01',
  '.5',
  '0o7',
  '017',
  'a: b',
  'a #b',
  '$HOME',
  '$(id)',
  '%(x)s',
  '100%',
  '',
]
const values: readonly string[] = [
  ...words,
  ...fc.sample(fc.string({ unit: fc.constantFrom(...characters), maxLength: 10 }), { numRuns: 300, seed: 1 }),
]

/** A value in a file beside others, and what their own reader gives for it. */
interface Reader {
  readonly set: (text: string, value: string) => Change | Cannot
  readonly before: readonly string[]
  /** The texts as JSON come in, the values go out as JSON. */
  readonly script: string
  /** The format cannot hold every text. */
  readonly partial?: true
}

const readers: Readonly<Record<string, Reader>> = {
  json: {
    set: (text, value) => jsonEdits.set(text, ['s', 'x'], value),
    before: ['{}', '{"s": {"x": "old", "y": 1}}', '{\n  "s": {\n    "y": 1\n  }\n}\n'],
    script: "[json.loads(t)['s']['x'] for t in texts]",
  },
  tomllib: {
    set: (text, value) => tomlEdits.set(text, ['s', 'x'], value),
    before: ['', "[s]\nx = 'old' # c\ny = 1\n", 's = { y = 1 }\n', 's.y = 1\n[t]\nx = 2\n'],
    script: "[tomllib.loads(t)['s']['x'] for t in texts]",
  },
  PyYAML: {
    set: (text, value) => yamlEdits().set(text, ['s', 'x'], value),
    before: ['', "s:\n  x: 'old' # c\n  y: 1\n", 's: {y: 1, x: old}\n', 's: {y: 1}\n', 's:\n  y: |\n    a\n    b\n'],
    script: "[yaml.safe_load(t)['s']['x'] for t in texts]",
  },
  configparser: {
    set: (text, value) => iniEdits.interpolated.set(text, ['s', 'x'], value),
    before: ['', '[s]\nx = old\ny = 1\n', '[s]\nx = one\n   two\n[t]\nx = 2\n', '[r]\n; x = 1\n[s]\n# x = 2\ny: 1\n'],
    script: '[read(t) for t in texts]',
    partial: true,
  },
  'ast.literal_eval': {
    set: (text, value) => pythonEdits.set(text, ['x'], value),
    before: ['', "x = 'old' # c\ny = 1\n", 'x = None\n', 'y = """\nlong"""\n'],
    script: "[ast.literal_eval([n.value for n in ast.parse(t).body if n.targets[0].id == 'x'][-1]) for t in texts]",
  },
}

const prelude = `
import ast, configparser, json, sys, tomllib, yaml
def read(text):
    parser = configparser.ConfigParser()
    parser.read_string(text)
    return parser['s']['x']
texts = json.load(sys.stdin)
print(json.dumps(`

/** Every value that can be set, in every file. */
function written({ set, before }: Pick<Reader, 'set' | 'before'>): readonly { readonly text: string; readonly value: string }[] {
  return before.flatMap((text) =>
    values.flatMap((value) => {
      const change = set(text, value)
      return 'cannot' in change ? [] : [{ text: applyEdits(text, change.edits), value }]
    }),
  )
}

const python = program('/usr/bin/python3')

describe.skipIf(isMissing(python))(`what edits write, read by Python${reason(python)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('edits')
  })
  afterAll(async () => box.stop())

  it.each(Object.entries(readers))('is what was meant: %s', (_name, reader) => {
    const all = written(reader)
    const theirs: unknown = JSON.parse(
      box.run(python ?? '', ['-I', '-c', `${prelude}${reader.script}))`], JSON.stringify(all.map(({ text }) => text))),
    )
    expect(theirs).toEqual(all.map(({ value }) => value))
    expect(all.length).toBeGreaterThan(reader.partial ? values.length : values.length * reader.before.length - 1)
  })
})

const dash = program('/usr/bin/dash', '/bin/dash')

describe.skipIf(isMissing(dash))(`what edits write, read by dash${reason(dash)}`, () => {
  it('is what was meant', async () => {
    const box = sandbox('edits-shell')
    const all = written({
      set: (text, value) => shellEdits.set(text, ['x'], value),
      before: ['', 'x="old $HOME" # c\ny=1\n', 'export y=1; x=2\n', "export x='a'\n"],
    })
    // values may end in line breaks: a mark of its own ends each
    const script = all.map(({ text }) => `(\n${text}\nprintf '%s\\1' "$x"\n)\n`).join('')
    const theirs = box
      .run(dash ?? '', [], script)
      .split('\u0001')
      .slice(0, -1)
    await box.stop()
    expect(theirs).toEqual(all.map(({ value }) => value))
    expect(all.length).toBe(values.length * 4)
  })
})

const postgres = program('/usr/lib/postgresql/*/bin/postgres')

describe.skipIf(isMissing(postgres))(`what edits write, read by PostgreSQL${reason(postgres)}`, () => {
  it('is what was meant', async () => {
    const box = sandbox('edits-postgres')
    const all = written({
      set: (text, value) => postgresConfEdits.set(text, ['ringwall.x'], value),
      before: ["Ringwall.X = 'old' # c\nport = 1\n"],
    }).slice(0, 60)
    const theirs = all.map(({ text }, index) => {
      const data = join(box.folder, String(index))
      mkdirSync(data, { mode: 0o755 })
      writeFileSync(join(data, 'postgresql.conf'), text)
      return box.run(postgres ?? '', ['-C', 'ringwall.x', '-D', data]).slice(0, -1)
    })
    await box.stop()
    expect(theirs).toEqual(all.map(({ value }) => value))
  })
})

const slapd = program('/usr/sbin/slapadd')

describe.skipIf(isMissing(slapd))(`what edits write, read by OpenLDAP${reason(slapd)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('edits-slapd')
  })
  afterAll(async () => box.stop())

  /** What a dump has under a name. */
  function dumped(text: string, name: string): readonly string[] {
    const lines = text.replaceAll('\n ', '').split('\n')
    return lines.flatMap((line) => {
      const [, mark, value = ''] = new RegExp(`^${name}:(:?) (.*)$`).exec(line) ?? []
      return mark === undefined ? [] : [mark === '' ? value : Buffer.from(value, 'base64').toString()]
    })
  }

  it('is what was meant: slapd.conf', () => {
    const head =
      'include /etc/ldap/schema/core.schema\nmodulepath /usr/lib/ldap\nmoduleload back_null\ndatabase null\nsuffix "dc=a"\nrootdn "cn=a,dc=a"\n'
    const all = written({
      set: (text, value) => (value === '' ? { cannot: 'slapd wants a password' } : slapdConfEdits.set(text, ['0', 'rootpw'], [value])),
      before: [`${head}rootpw "o ld"\n`, `${head}# rootpw\n  x\n`],
    }).filter((_, index) => index % 12 === 0)
    const theirs = all.map(({ text }, index) => {
      const [file, folder] = [join(box.folder, `${index}.conf`), join(box.folder, `${index}.d`)]
      writeFileSync(file, text, { mode: 0o644 })
      box.run('/bin/mkdir', [folder])
      box.run('/usr/sbin/slaptest', ['-f', file, '-F', folder])
      return dumped(box.run('/usr/sbin/slapcat', ['-n0', '-F', folder]), 'olcRootPW').join()
    })
    expect(theirs).toEqual(all.map(({ value }) => value))
    expect(all.length).toBeGreaterThan(30)
  })

  it('is what was meant: LDIF', () => {
    const file = join(box.folder, 'slapd.conf')
    const schema = ['core', 'cosine'].map((name) => `include /etc/ldap/schema/${name}.schema\n`).join('')
    box.run('/bin/mkdir', [join(box.folder, 'data')])
    const own = `modulepath /usr/lib/ldap\nmoduleload back_mdb\ndatabase mdb\nsuffix "dc=a"\ndirectory ${join(box.folder, 'data')}\n`
    writeFileSync(file, schema + own, { mode: 0o644 })
    const root = 'dn: dc=a\nobjectClass: dcObject\nobjectClass: organization\ndc: a\no: a\n\n'
    const all = values
      .filter((value) => value.trim() !== '')
      .map((value, index) => {
        const text = `dn: ou=${index},dc=a\nobjectClass: organizationalUnit\nou: ${index}\ndescription: old\n\n`
        const change = ldifEdits.set(text, [`ou=${index},dc=a`, 'description'], value)
        return { value, text: 'cannot' in change ? text : applyEdits(text, change.edits) }
      })
    box.run(slapd ?? '', ['-f', file], root + all.map(({ text }) => text).join(''))
    expect(dumped(box.run('/usr/sbin/slapcat', ['-f', file]), 'description')).toEqual(all.map(({ value }) => value))
  })
})

const sshd = program('/usr/sbin/sshd')

describe.skipIf(isMissing(sshd))(`what edits write, read by sshd${reason(sshd)}`, () => {
  it('is what was meant', async () => {
    const box = sandbox('edits-sshd')
    const key = join(box.folder, 'key')
    mkdirSync('/run/sshd', { recursive: true })
    execFileSync('/usr/bin/ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
    const all = written({
      set: (text, value) =>
        value === '' || value.trim() !== value ? { cannot: 'the program trims it' } : sshConfigEdits.set(text, ['Banner'], [`/${value}`]),
      before: [`HostKey ${key}\nBanner "/o ld" # c\nBanner /second\n`, `HostKey ${key}\nMatch User x\n  Banner /other\n`],
    }).filter((_, index) => index % 6 === 0)
    const theirs = all.map(({ text }, index) => {
      const file = join(box.folder, `${index}.conf`)
      writeFileSync(file, text, { mode: 0o644 })
      return /^banner (.*)$/m.exec(execFileSync(sshd ?? '', ['-T', '-f', file], { encoding: 'utf8' }))?.[1]
    })
    await box.stop()
    expect(theirs).toEqual(all.map(({ value }) => `/${value}`))
    expect(all.length).toBeGreaterThan(40)
  })
})
