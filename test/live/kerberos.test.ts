import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readProfile } from '../../src/technologies/kerberos/profile.ts'
import { component } from '../../src/testing/component.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const library = program('/usr/lib/x86_64-linux-gnu/libkrb5.so.3', '/usr/lib/aarch64-linux-gnu/libkrb5.so.3')
const python = library === undefined ? undefined : program('/usr/bin/python3')

/** Asks the library itself: it has no program that shows what it read. */
const ask = `
import ctypes, json, sys
krb5 = ctypes.CDLL(sys.argv[1])
files = sys.argv[2].split(':')
questions = json.loads(sys.argv[3])
profile = ctypes.c_void_p()
paths = (ctypes.c_char_p * (len(files) + 1))(*[f.encode() for f in files], None)
if krb5.profile_init(paths, ctypes.byref(profile)): sys.exit('profile_init')
answers = []
for question in questions:
    names = (ctypes.c_char_p * (len(question) + 1))(*[n.encode() for n in question], None)
    values = ctypes.POINTER(ctypes.c_char_p)()
    found = []
    if krb5.profile_get_values(profile, names, ctypes.byref(values)) == 0:
        at = 0
        while values[at] is not None:
            found.append(values[at].decode())
            at += 1
    answers.append(found)
print(json.dumps(answers))
`

const questions: readonly (readonly string[])[] = [
  ...['allow_weak_crypto', 'default_tkt_enctypes', 'permitted_enctypes', 'dns_lookup_kdc', 'rdns', 'forwardable', 'ticket_lifetime', 'quoted'].map(
    (key) => ['libdefaults', key],
  ),
  ...['kdc', 'supported_enctypes', 'default_principal_flags', 'max_life'].flatMap((key) => [
    ['realms', 'A.EXAMPLE', key],
    ['realms', 'B.EXAMPLE', key],
  ]),
  ['kdcdefaults', 'kdc_ports'],
  ['domain_realm', '.a.example'],
  ['appdefaults', 'pam', 'A.EXAMPLE', 'forwardable'],
]

/** Files in the order in which they are named; those of a folder are included. */
const configurations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  empty: { 'krb5.conf': '' },
  'as Debian brings it': {
    'krb5.conf':
      '[libdefaults]\n\tdefault_realm = A.EXAMPLE\n\n\tkdc_timesync = 1\n\tforwardable = true\n\trdns = false\n\n[realms]\n\tA.EXAMPLE = {\n\t\tkdc = one\n\t\tkdc = two:88\n\t}\n\n[domain_realm]\n\t.a.example = A.EXAMPLE\n',
  },
  'hardened, the file of the KDC first': {
    'kdc.conf': '[kdcdefaults]\n kdc_ports = 88\n[realms]\n A.EXAMPLE = {\n  supported_enctypes = aes256-cts:normal\n  max_life = 10h\n }\n',
    'krb5.conf':
      '[libdefaults]\n permitted_enctypes = aes256-cts\n[realms]\n A.EXAMPLE = {\n  supported_enctypes = rc4-hmac:normal\n  kdc = one\n }\n',
  },
  'weak, and written twice': {
    'krb5.conf':
      '[libdefaults]\nallow_weak_crypto=yes\nallow_weak_crypto = no\ndefault_tkt_enctypes = des-cbc-crc rc4-hmac\n[realms]\nA.EXAMPLE = {\nkdc = one\n}\nB.EXAMPLE = {\ndefault_principal_flags = -preauth\n}\nA.EXAMPLE = {\nkdc = two\n}\n[libdefaults]\nrdns = true\n',
  },
  'with includes': {
    'krb5.conf': 'includedir FOLDER/d\n[libdefaults]\n rdns = false\n dns_lookup_kdc = true\ninclude FOLDER/more\n',
    'd/10-a.conf': '[libdefaults]\n rdns = true\n',
    'd/b_2': '[libdefaults]\n forwardable = true\n',
    'd/c.conf.bak': '[libdefaults]\n ticket_lifetime = 7d\n',
    'd/.hidden.conf': '[libdefaults]\n ticket_lifetime = 8d\n',
    more: '[libdefaults]\n ticket_lifetime = 24h\n dns_lookup_kdc = false\n',
  },
  'strange but legal': {
    'krb5.conf':
      '; comment\n[libdefaults]*\n  quoted = "a \\"b\\" \\\\ c"   \n# rdns = true\n  rdns =   no  \n  permitted_enctypes = aes256-cts,aes128-cts\n[appdefaults]\n pam = {\n  A.EXAMPLE = {\n   forwardable = false\n  }\n }\n[realms]\n A.EXAMPLE* = {\n  kdc = first\n }\n B.EXAMPLE = {\n  kdc = b1\n }\n',
    'second.conf':
      '[libdefaults]\n rdns = true\n dns_lookup_kdc = true\n[realms]\n A.EXAMPLE = {\n  kdc = second\n  max_life = 1h\n }\n B.EXAMPLE = {\n  kdc = b2\n }\n',
  },
}

describe.skipIf(isMissing(python))(`Kerberos${reason(python)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('krb5')
  })
  afterAll(() => box.stop())

  it.each(Object.entries(configurations))('reads of its files what we read: %s', (name, files) => {
    const folder = join(box.folder, name.replaceAll(/\W+/g, '-'))
    const written = Object.fromEntries(Object.entries(files).map(([file, text]) => [join(folder, file), text.replaceAll('FOLDER', folder)]))
    for (const [path, text] of Object.entries(written)) {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
    const named = Object.keys(written).filter((path) => dirname(path) === folder && path.endsWith('.conf'))
    const answers = JSON.parse(
      execFileSync(python ?? '', ['-c', ask, library ?? '', named.join(':'), JSON.stringify(questions)], { encoding: 'utf8', timeout: 30_000 }),
    ) as readonly string[][]
    const profile = readProfile(component({ form: 'process', files: written }), named, [])
    const ours = questions.map((path) => [path.join('/'), profile.values(...path).map(({ value }) => value)])
    expect(ours).toEqual(questions.map((path, index) => [path.join('/'), answers[index]]))
  })
})
