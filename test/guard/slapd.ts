import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'ldapts'
import type { LdapSettings } from '../../src/guard/people/ldap/settings.ts'
import type { Sandbox } from '../live/server.ts'
import { eventually, freePort, program } from '../live/server.ts'
import { listening } from '../tls/real-servers.ts'

const add = program('/usr/sbin/slapadd')
export const slapd: string | undefined = add === undefined ? undefined : program('/usr/sbin/slapd')

export const passwords = { ann: 'a-long-password-of-ann', bob: 'a-long-password-of-bob' } as const
const searcher = { dn: 'cn=searcher,dc=shop,dc=example', password: 'a-long-password-of-the-searcher' }

function person(uid: string, password: string, id: string): string {
  return `dn: uid=${uid},ou=people,dc=shop,dc=example\nobjectClass: inetOrgPerson\nuid: ${uid}\ncn: ${uid[0]?.toUpperCase() ?? ''}${uid.slice(1)}\nsn: ${uid}\nemployeeNumber: ${id}\nuserPassword: ${password}\n`
}

function group(name: string, ...members: readonly string[]): string {
  return `dn: cn=${name},ou=groups,dc=shop,dc=example\nobjectClass: groupOfNames\ncn: ${name}\n${members.map((one) => `member: ${one},dc=shop,dc=example`).join('\n')}\n`
}

const deep = Array.from({ length: 10 }, (_, index) => group(`deep${index}`, index === 0 ? 'uid=deep,ou=people' : `cn=deep${index - 1},ou=groups`))

/** Two people with the name `twin` in two units, a chain of groups that is too deep, two groups that hold each other. */
const entries = [
  'dn: dc=shop,dc=example\nobjectClass: dcObject\nobjectClass: organization\ndc: shop\no: Shop\n',
  ...['people', 'groups', 'others'].map((ou) => `dn: ou=${ou},dc=shop,dc=example\nobjectClass: organizationalUnit\nou: ${ou}\n`),
  `dn: cn=searcher,dc=shop,dc=example\nobjectClass: person\ncn: searcher\nsn: searcher\nuserPassword: ${searcher.password}\n`,
  person('ann', passwords.ann, '7'),
  person('bob', passwords.bob, '8'),
  person('twin', 'p', '9'),
  person('deep', 'a-long-password-of-deep', '10'),
  person('twin', 'p', '11').replace('ou=people', 'ou=others'),
  'dn: ou=elsewhere,ou=people,dc=shop,dc=example\nobjectClass: referral\nobjectClass: extensibleObject\nou: elsewhere\nref: ldap://127.0.0.1:1/dc=evil\n',
  group('planners', 'uid=ann,ou=people'),
  group('staff', 'cn=planners,ou=groups'),
  group('round', 'uid=bob,ou=people', 'cn=trip,ou=groups'),
  group('trip', 'cn=round,ou=groups'),
  ...deep,
].join('\n')

export interface Directory {
  readonly settings: LdapSettings
  /** Takes somebody out of the directory. */
  readonly remove: (uid: string) => Promise<void>
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
}

/** OpenLDAP on loopback over TLS alone, with a certificate for `localhost`. */
export async function startedSlapd(
  box: Sandbox,
  tls: { readonly cert: string; readonly key: string; readonly ca: string; readonly authority: string },
): Promise<Directory> {
  const port = await freePort()
  const file = join(box.folder, 'slapd.conf')
  const folder = join(box.folder, 'slapd')
  const lines = [
    ...['core', 'cosine', 'inetorgperson'].map((each) => `include /etc/ldap/schema/${each}.schema`),
    `pidfile ${folder}.pid`,
    'modulepath /usr/lib/ldap',
    'moduleload back_mdb',
    `TLSCertificateFile ${tls.cert}`,
    `TLSCertificateKeyFile ${tls.key}`,
    `TLSCACertificateFile ${tls.ca}`,
    'security ssf=128',
    'database mdb',
    'suffix "dc=shop,dc=example"',
    'rootdn "cn=admin,dc=shop,dc=example"',
    'rootpw a-long-password-of-the-admin',
    `directory ${folder}`,
    'maxsize 10485760',
    'access to attrs=userPassword by anonymous auth by * none',
    `access to * by dn.exact="${searcher.dn}" read by self read by * none`,
  ]
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o644 })
  box.run('/bin/mkdir', [folder])
  box.run(add ?? '', ['-f', file], entries)
  const url = `ldaps://127.0.0.1:${port}`
  let child = box.start(slapd ?? '', ['-d', '0', '-f', file, '-h', `${url}/`])
  await listening(port)
  return {
    settings: {
      url,
      authority: tls.authority,
      name: 'localhost',
      account: searcher,
      people: { base: 'dc=shop,dc=example', attribute: 'uid', id: 'employeeNumber', shown: 'cn', require: { objectClass: 'inetOrgPerson' } },
      groups: { base: 'ou=groups,dc=shop,dc=example', member: 'member', name: 'cn' },
      patience: 3000,
    },
    async remove(uid) {
      const client = new Client({ url, tlsOptions: { ca: tls.authority, servername: 'localhost' } })
      await client.bind('cn=admin,dc=shop,dc=example', 'a-long-password-of-the-admin')
      await client.del(`uid=${uid},ou=people,dc=shop,dc=example`)
      await client.unbind()
    },
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
    },
    async start() {
      child = box.start(slapd ?? '', ['-d', '0', '-f', file, '-h', `${url}/`])
      await eventually(() => listening(port))
    },
  }
}
