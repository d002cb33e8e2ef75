import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseLdif } from '../../src/formats/ldif.ts'
import type { Fact, Gap } from '../../src/model/fact.ts'
import { view } from '../../src/model/fact.ts'
import type { Configuration } from '../../src/technologies/openldap/configuration.ts'
import { readConfiguration } from '../../src/technologies/openldap/configuration.ts'
import { openldap } from '../../src/technologies/openldap/index.ts'
import { wordsOf } from '../../src/technologies/openldap/sections.ts'
import { component } from '../../src/testing/component.ts'
import { asked, bind, search, startTls } from './ldap-client.ts'
import { demands, files, head, trees } from './openldap-files.ts'
import type { Sandbox } from './server.ts'
import { eventually, freePort, isMissing, program, reason, sandbox } from './server.ts'

const server = program('/usr/sbin/slapd')
const openssl = program('/usr/bin/openssl')

/** What is compared; slapd writes down defaults of other settings. */
const names = [
  'access',
  'allows',
  'dbdirectory',
  'dburi',
  'disallows',
  'idletimeout',
  'loglevel',
  'passwordhash',
  'ppolicydefault',
  'requires',
  'rootdn',
  'rootpw',
  'security',
  'suffix',
  'syncrepl',
  'tlscertificatefile',
  'tlscertificatekeyfile',
  'tlsprotocolmin',
  'tlsverifyclient',
]

/** Somebody who can log in, whatever the rules for the entries are. */
const other = '\ndatabase null\nsuffix "dc=other"\nrootdn "cn=known,dc=other"\nrootpw known-pass\n'

function valueOf(fact: Fact<unknown> | undefined): unknown {
  const seen = fact === undefined ? undefined : view(fact)
  return seen?.known === true ? seen.value : undefined
}

describe.skipIf(isMissing(server))(`slapd and its settings${reason(server)}`, () => {
  let box: Sandbox
  let made = 0
  beforeAll(() => {
    box = sandbox('slapd-settings')
    box.run(openssl ?? '', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-keyout',
      join(box.folder, 'a.key'),
      '-out',
      join(box.folder, 'a.crt'),
    ])
  })
  afterAll(async () => box.stop())

  function lay(texts: Readonly<Record<string, string>>): { readonly folder: string; readonly paths: Record<string, string> } {
    const folder = join(box.folder, `case-${made++}`)
    box.run('/bin/mkdir', ['-p', join(folder, 'data'), join(folder, 'slapd.d')])
    box.run('/bin/chmod', ['755', folder])
    const paths: Record<string, string> = {}
    for (const [name, text] of Object.entries(texts)) {
      const path = join(folder, name)
      paths[path] = text.replaceAll(/FOLDER\/(?=a\.)/g, `${box.folder}/`).replaceAll('FOLDER', folder)
      box.run('/usr/bin/tee', [path], paths[path])
    }
    return { folder, paths }
  }

  /** What is in force, by slapd's own dump of its settings. */
  function theirs(folder: string): readonly string[] {
    const dump = parseLdif(box.run('/usr/sbin/slapcat', ['-n0', '-F', join(folder, 'slapd.d')]))
    expect(dump.problems).toEqual([])
    return told(
      dump.entries.flatMap(({ dn, attributes }) => {
        const section = /olcDatabase=(?:\{-?\d+\})?(\w+)/.exec(dn)?.[1] ?? 'server'
        return attributes.flatMap(({ name, value }) => (name.startsWith('olc') ? [[section, name.slice(3).toLowerCase(), value] as const] : []))
      }),
    )
  }

  function ours({ global, databases }: Configuration): readonly string[] {
    return compared(
      [global, ...databases].flatMap(({ type, values }) =>
        [...values].flatMap(([name, list]) => list.map(({ words }) => [type === '' ? 'server' : type, name, words] as const)),
      ),
    )
  }

  function told(rows: readonly (readonly [string, string, string])[]): readonly string[] {
    return compared(rows.map(([section, name, value]) => [section, name, wordsOf(name, value)]))
  }

  /** What holds for all is kept for the server, for its frontend and for every database behind it; defaults that are written down say nothing. */
  function compared(rows: readonly (readonly [string, string, readonly string[]])[]): readonly string[] {
    const lines = rows.flatMap(([section, name, words]) => {
      const owner = section === 'frontend' ? 'server' : section
      if (!names.includes(name)) return []
      const values = ['allows', 'disallows', 'requires', 'security'].includes(name) ? words : [normal(name, words).join(' ')]
      return values.map((value) => `${owner} ${name} ${value}`)
    })
    const all = new Set(lines)
    return [...all]
      .filter(
        (row) =>
          !/^(?:config|monitor) (?!rootpw)|^server (?:rootdn|suffix|syncrepl|idletimeout 0|loglevel 0|tlsprotocolmin 0|tlsverifyclient never)/.test(
            row,
          ),
      )
      .filter((row) => !/ (?:requires|security) /.test(row) || row.startsWith('server ') || !all.has(row.replace(/^\w+/, 'server')))
      .toSorted()
  }

  /** slapd writes the same with other words, and adds its defaults. */
  function normal(name: string, words: readonly string[]): readonly string[] {
    if (name === 'loglevel') return words.map((word) => (word === '256' ? 'stats' : word.toLowerCase()))
    if (name === 'dburi') return words.map((word) => word.replace(/\/$/, ''))
    if (name === 'syncrepl')
      return words.filter((word) => /^(?:rid|provider|bindmethod|binddn|credentials|searchbase|starttls|tls_reqcert)=/.test(word)).toSorted()
    if (name !== 'access') return words
    return words
      .filter((word) => word !== 'stop' && word !== '+0')
      .map((word) => word.replace(/^dn\.(?:exact|base)=/, 'dn.base=').replace(/^=xw$/, '=wx'))
  }

  function component_(paths: Readonly<Record<string, string>>, words: readonly string[]) {
    return component({ form: 'process', command: ['slapd', ...words], files: paths })
  }

  /** All files of a folder. */
  function tree(folder: string): Record<string, string> {
    return Object.fromEntries(
      readdirSync(folder, { recursive: true })
        .map((name) => join(folder, String(name)))
        .filter((path) => statSync(path).isFile())
        .map((path) => [path, readFileSync(path, 'utf8')]),
    )
  }

  it.each(Object.keys(files))('has in force what we read of slapd.conf: %s', (name) => {
    const { folder, paths } = lay(files[name]!)
    const main = join(folder, 'slapd.conf')
    try {
      box.run('/usr/sbin/slaptest', ['-f', main, '-F', join(folder, 'slapd.d')])
    } catch (error) {
      // the settings are written before the database is missed
      if (!String(error).includes('mdb_db_open')) throw error
    }
    const gaps: Gap[] = []
    const found = readConfiguration(component_(paths, ['-f', main]), gaps)
    expect(gaps).toEqual([])
    expect(ours(found)).toEqual(theirs(folder))
    // and what slapd made of it, read as cn=config
    expect(ours(readConfiguration(component_(tree(join(folder, 'slapd.d')), ['-F', join(folder, 'slapd.d')]), gaps))).toEqual(theirs(folder))
    expect(gaps).toEqual([])
  })

  it.each(Object.keys(trees))('has in force what we read of cn=config: %s', (name) => {
    const { folder, paths } = lay({ 'slapd.ldif': trees[name]! })
    box.run('/usr/sbin/slapadd', ['-n0', '-F', join(folder, 'slapd.d'), '-l', join(folder, 'slapd.ldif')])
    const gaps: Gap[] = []
    const single = readConfiguration(component_({ '/etc/ldap/slapd.ldif': paths[join(folder, 'slapd.ldif')]! }, []), gaps)
    expect(ours(single)).toEqual(theirs(folder))
    expect(ours(readConfiguration(component_(tree(join(folder, 'slapd.d')), ['-F', join(folder, 'slapd.d')]), gaps))).toEqual(theirs(folder))
    expect(gaps).toEqual([])
  })

  it.each(Object.keys(demands))('answers as we read: %s', async (name) => {
    const [before, within] = demands[name]!
    const tls = 'TLSCertificateFile FOLDER/a.crt\nTLSCertificateKeyFile FOLDER/a.key\n'
    const { folder, paths } = lay({
      'slapd.conf': `${head}moduleload back_null\n${before.replace('TLS\n', tls)}database mdb\nsuffix "dc=shop,dc=example"\ndirectory FOLDER/data\nrootdn "cn=admin,dc=shop,dc=example"\n${within}${other}`,
    })
    const main = join(folder, 'slapd.conf')
    const person = (uid: string): string =>
      `dn: uid=${uid},ou=people,dc=shop,dc=example\nobjectClass: inetOrgPerson\nuid: ${uid}\ncn: ${uid}\nsn: x\nuserPassword: ${uid}-pass\n\n`
    box.run(
      '/usr/sbin/slapadd',
      ['-f', main],
      `dn: dc=shop,dc=example\nobjectClass: dcObject\nobjectClass: organization\ndc: shop\no: Shop\n\ndn: ou=people,dc=shop,dc=example\nobjectClass: organizationalUnit\nou: people\n\n${person('ann')}${person('ben')}`,
    )
    const port = await freePort()
    const words = ['-d', '0', '-h', `ldap://127.0.0.1:${port}/`, '-f', main]
    const child = box.start(server ?? '', words)
    const people = 'ou=people,dc=shop,dc=example'
    const open = await eventually(async () => asked(port, [search(people, 'cn')]))
    const [locks, offered] = [await asked(port, [search(people, 'userPassword')]), await asked(port, [startTls])]
    const known = await asked(port, [bind('cn=known,dc=other', 'known-pass'), search(people, 'userPassword')])
    child.kill()
    const found = openldap.read(component_(paths, words), undefined)
    const [listener] = found.listeners ?? []
    const confidential = 13
    const rows = (found.observations ?? []).filter(({ key }) => key.includes('userPassword')).map(({ verdict, concern }) => `${verdict} ${concern}`)
    const told = [listener?.port, valueOf(listener?.bind), valueOf(listener?.tls), valueOf(listener?.authentication), rows.join()]
    const encryption = open.code === confidential ? 'required' : offered.code === 0 ? 'optional' : 'none'
    const kept = locks.values > 0 ? 'unsafe anonymous-access' : known.values > 0 ? 'unsafe over-privileged-default' : 'safe anonymous-access'
    // who is asked for TLS or a log-in first is not told what the rules say
    const isAsked = open.code === confidential || known.code === confidential || before.startsWith('require') || within.startsWith('require')
    const login = open.code === confidential ? told[3] : open.values > 0 ? 'none' : 'password'
    expect([name, ...told]).toEqual([name, port, 'loopback', encryption, login, isAsked || rows.length === 0 ? rows.join() : kept])
    expect(rows.length > 0 || kept.startsWith('safe') || isAsked).toBe(true)
  })
})
