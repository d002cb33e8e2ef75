import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseLdif } from '../../src/formats/ldif.ts'
import { openldap } from '../../src/technologies/openldap/index.ts'
import { component } from '../../src/testing/component.ts'
import type { Sandbox } from './server.ts'
import { isMissing, program, reason, sandbox } from './server.ts'

const add = program('/usr/sbin/slapadd')
const dump = program('/usr/sbin/slapcat')
const people = readFileSync(join(import.meta.dirname, '../../src/technologies/openldap/examples/weak/people.ldif'), 'utf8')
const seedPath = '/container/service/slapd/assets/config/bootstrap/ldif/50-people.ldif'

const installed = dump === undefined ? undefined : add

describe.skipIf(isMissing(installed))(`slapd${reason(installed)}`, () => {
  let box: Sandbox
  beforeAll(() => {
    box = sandbox('slapd')
  })
  afterAll(async () => box.stop())

  it('stores the accounts that we read from a seed file, in clear text', () => {
    box.run('/bin/mkdir', [join(box.folder, 'data')])
    const settings = join(box.folder, 'slapd.conf')
    const schema = ['core', 'cosine', 'inetorgperson'].map((name) => `include /etc/ldap/schema/${name}.schema`)
    const lines = [
      ...schema,
      'modulepath /usr/lib/ldap',
      'moduleload back_mdb',
      'database mdb',
      'suffix "dc=shop,dc=example"',
      `directory ${join(box.folder, 'data')}`,
    ]
    writeFileSync(settings, `${lines.join('\n')}\n`, { mode: 0o644 })
    const root = 'dn: dc=shop,dc=example\nobjectClass: dcObject\nobjectClass: organization\ndc: shop\no: Shop\n\n'
    box.run(add ?? '', ['-f', settings], root + people)
    const stored = parseLdif(box.run(dump ?? '', ['-f', settings]))
    expect(stored.problems).toEqual([])
    const there = stored.entries.flatMap(({ dn, attributes }) =>
      attributes.filter(({ name }) => name === 'userPassword').map(({ value }) => `${dn} ${value}`),
    )
    const input = component({ image: 'osixia/openldap:1.5.0', files: { [seedPath]: people } })
    const ours = (openldap.read(input, undefined).accounts ?? [])
      .filter(({ key }) => key === 'userPassword')
      .map(({ user, password }) => `${user?.value} ${password?.value}`)
    expect(ours).toHaveLength(2)
    expect(there.toSorted()).toEqual(ours.toSorted())
  })
})
