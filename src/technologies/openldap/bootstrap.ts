import type { LdifAttribute, LdifEntry } from '../../formats/ldif.ts'
import { parseLdif } from '../../formats/ldif.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { AccountReading, Observation } from '../../model/technology.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import type { Flavour } from './flavour.ts'

/** A person or program that a seed file puts into the directory. */
export interface SeedAccount {
  readonly dn: Setting
  readonly password: Setting
  /** `clear`, or the name of the hash in upper case, such as `SSHA`. */
  readonly scheme: string
  readonly isAdministrator: boolean
}

interface Entry {
  readonly document: Document
  readonly entry: LdifEntry
}

/** Where seed files are shown that lie beside other settings: nobody but ldapadd or slapadd reads them. */
export const seedFolder = '/etc/ldap/seed'

/** Accounts of the LDIF files that are mounted where the image loads them at its first start; without an image, of those that lie loose. */
export function seedAccounts(input: ComponentInput, flavour: Flavour | undefined, gaps: Gap[]): readonly SeedAccount[] {
  const entries = (flavour === undefined ? [seedFolder] : folders(input, flavour)).flatMap((folder) => entriesIn(input, folder, gaps))
  const administrators = administratorsOf(entries)
  return entries.flatMap(({ document, entry }) => {
    const dn = withHoles(settingAt(document, entry.dn, { line: entry.span.line }))
    const added = entry.changes.flatMap((change) =>
      change.attribute.toLowerCase() === 'userpassword' && change.operation !== 'delete' ? change.values : [],
    )
    return [...valuesOf(entry, 'userPassword'), ...added].map((attribute) => {
      const scheme = schemeOf(attribute.value)
      const password = withHoles(settingAt(document, attribute.value, attribute.span))
      return { dn, password, scheme, isAdministrator: administrators.has(canonical(entry.dn)) }
    })
  })
}

/** osixia copies one more folder or file in, where it is told to. */
function folders(input: ComponentInput, flavour: Flavour): readonly string[] {
  const seed = flavour.id === 'osixia' ? input.env.get('LDAP_SEED_INTERNAL_LDIF_PATH')?.value : input.env.get('LDAP_CUSTOM_LDIF_DIR')?.value
  if (seed === undefined || seed === '') return flavour.ldif
  return flavour.id === 'bitnami' ? [seed] : [...flavour.ldif, seed]
}

function entriesIn(input: ComponentInput, folder: string, gaps: Gap[]): readonly Entry[] {
  const paths = folder.endsWith('.ldif')
    ? [folder]
    : input
        .list(folder)
        .filter((name) => name.endsWith('.ldif'))
        .toSorted()
        .map((name) => `${folder}/${name}`)
  return paths.flatMap((path) => {
    const document = openDocument(input, path, gaps)
    if (document === undefined) return []
    const { entries, problems } = parseLdif(document.text)
    for (const { line, message } of problems) gaps.push({ why: message, place: { file: document.file, line } })
    return entries.map((entry) => ({ document, entry }))
  })
}

/** Members of groups that are called admin, and accounts that are called so themselves. */
function administratorsOf(entries: readonly Entry[]): ReadonlySet<string> {
  const found = new Set<string>()
  for (const { entry } of entries) {
    if (/^(?:cn|uid)=(?:[a-z]+[-_])?(?:admin|administrator|root)s?,/i.test(entry.dn)) found.add(canonical(entry.dn))
    if (!/^cn=[^,]*admin/i.test(entry.dn)) continue
    for (const name of ['member', 'uniqueMember']) for (const member of valuesOf(entry, name)) found.add(canonical(member.value))
  }
  return found
}

function valuesOf(entry: LdifEntry, name: string): readonly LdifAttribute[] {
  return entry.attributes.filter((attribute) => attribute.name.toLowerCase() === name.toLowerCase() && attribute.form !== 'url')
}

function canonical(dn: string): string {
  return dn
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .join(',')
}

/** osixia puts values in for `{{ LDAP_BASE_DN }}` when it starts. */
function withHoles(setting: Setting): Setting {
  const text = /\{\{ ?[A-Z_]+ ?\}\}/.exec(setting.value)?.[0]
  return text === undefined ? setting : { ...setting, unresolved: [{ text, kind: 'variable', why: `${text} is put in when the image starts` }] }
}

export function accountsOf(seeds: readonly SeedAccount[], port: number): readonly AccountReading[] {
  return seeds.map(({ dn, password, scheme, isAdministrator }) => ({
    user: dn,
    ...(scheme === 'clear' ? { password } : {}),
    power: isAdministrator ? 'administrator' : 'application',
    key: 'userPassword',
    port,
  }))
}

/** `clear`, or the name of the hash in upper case. */
export function schemeOf(password: string): string {
  return /^\{([A-Za-z0-9-]+)\}/.exec(password)?.[1]?.toUpperCase() ?? 'clear'
}

export const strongSchemes: ReadonlySet<string> = new Set([
  'SSHA',
  'SSHA256',
  'SSHA384',
  'SSHA512',
  'PBKDF2',
  'PBKDF2-SHA1',
  'PBKDF2-SHA256',
  'PBKDF2-SHA512',
  'ARGON2',
  'CRYPT',
  'SASL',
])

/** Passwords that are stored readable, or in a form that is guessed at once. */
export function storedPasswords(seeds: readonly SeedAccount[]): readonly Observation[] {
  const weak = seeds.filter(({ scheme, password }) => !strongSchemes.has(scheme) && password.unresolved.length === 0)
  const [first] = weak
  if (first === undefined) return []
  const schemes = [...new Set(weak.map(({ scheme }) => (scheme === 'clear' ? 'clear text' : scheme)))].toSorted().join(', ')
  return [
    {
      concern: 'encryption-at-rest',
      key: 'userPassword',
      verdict: 'unsafe',
      trail: weak.flatMap(({ password }) => password.trail.slice(0, 1)),
      basis: 'configured',
      message: `the seed file stores ${weak.length === 1 ? 'a password' : `${weak.length} passwords`} as ${schemes}, and so does the directory: who reads the file, a backup or the database has them`,
      actual: schemes,
      expected: 'a salted hash such as {SSHA} or {ARGON2}',
      fix: 'put the output of slappasswd in place of the password, and give out new passwords',
      stake: 'defence',
    },
  ]
}
