import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readApt } from '../../src/technologies/linux/updates.ts'
import { component } from '../../src/testing/component.ts'
import { isMissing, program, reason } from './server.ts'

const aptConfig = program('/usr/bin/apt-config')

const keys = [
  'APT::Periodic::Enable',
  'APT::Periodic::Update-Package-Lists',
  'APT::Periodic::Unattended-Upgrade',
  'APT::Get::AllowUnauthenticated',
  'Acquire::AllowInsecureRepositories',
  'Acquire::https::Verify-Peer',
  'Unattended-Upgrade::Automatic-Reboot',
  'Unattended-Upgrade::Origins-Pattern::',
  'Unattended-Upgrade::Allowed-Origins::',
]

/** What APT 2.6 says where nothing is written. */
const defaults: Readonly<Record<string, readonly string[]>> = { 'Acquire::AllowInsecureRepositories': ['0'] }

const configurations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  empty: {},
  'as Debian brings it': {
    '20auto-upgrades': 'APT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n',
    '50unattended-upgrades': `// Comments
Unattended-Upgrade::Origins-Pattern {
//      "origin=Debian,codename=\${distro_codename}-updates";
        "origin=Debian,codename=\${distro_codename},label=Debian";
        "origin=Debian,codename=\${distro_codename}-security,label=Debian-Security";
};
Unattended-Upgrade::Automatic-Reboot "false";
`,
  },
  'weak, and later names win': {
    '10periodic': 'APT::Periodic::Unattended-Upgrade "1";\n',
    '99local':
      'APT::Periodic::Unattended-Upgrade "0"; APT::Get::AllowUnauthenticated "true";\nAcquire { AllowInsecureRepositories "yes"; https { Verify-Peer "false"; }; };\n',
    'z.bak': 'APT::Periodic::Enable "0";\n',
    'z.conf': 'APT::Periodic::Enable "1";\n',
  },
  'groups, lists and clears': {
    a: 'APT { Periodic { Enable "1"; Update-Package-Lists "7"; }; };\nUnattended-Upgrade::Allowed-Origins:: "a:b";\nUnattended-Upgrade::Allowed-Origins { "c:d"; "e:f"; };\n',
    b: '#clear APT::Periodic::Enable;\n#clear Unattended-Upgrade::Allowed-Origins;\nUnattended-Upgrade::Allowed-Origins { "g:h"; };\n',
  },
  'strange but legal': {
    a: '/* a\n comment "x"; */ apt::PERIODIC::enable   "0" ; # more\n# APT::Periodic::Update-Package-Lists "1";\nUnattended-Upgrade\n{\n  Automatic-Reboot\n    "true";\n};\nAPT::Periodic::Unattended-Upgrade always;\n',
  },
}

describe.skipIf(isMissing(aptConfig))(`APT${reason(aptConfig)}`, () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringwall-apt-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(Object.entries(configurations))('has the settings that we read: %s', (name, files) => {
    const parts = join(folder, name.replaceAll(/\W+/g, '-'))
    mkdirSync(parts)
    for (const [file, text] of Object.entries(files)) writeFileSync(join(parts, file), text)
    const first = join(folder, 'first.conf')
    writeFileSync(first, `Dir::Etc::main "none"; Dir::Etc::parts "${parts}";\n`)
    const dump = execFileSync(aptConfig ?? '', ['dump'], {
      encoding: 'utf8',
      timeout: 30_000,
      env: { PATH: '/usr/bin:/bin', APT_CONFIG: first, LC_ALL: 'C' },
    })
    const theirs = keys.map((key) => [
      key,
      dump.split('\n').flatMap((line) => {
        const [, found = '', value = ''] = /^(\S+) "(.*)";$/.exec(line) ?? []
        // what was cleared stays as a name without a value
        return found.toLowerCase() === key.toLowerCase() && value !== '' ? [value] : []
      }),
    ])
    const apt = readApt(
      component({ form: 'machine', files: Object.fromEntries(Object.entries(files).map(([file, text]) => [`/etc/apt/apt.conf.d/${file}`, text])) }),
      [],
    )
    const ours = keys.map((key) => {
      const values = apt.get(key).map(({ value }) => value)
      return [key, values.length === 0 ? (defaults[key] ?? []) : values]
    })
    expect(ours).toEqual(theirs)
  })
})
