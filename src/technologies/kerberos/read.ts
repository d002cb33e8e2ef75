import { parseFields } from '../../formats/fields.ts'
import type { Gap } from '../../model/fact.ts'
import { byDefault } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { ListenerReading, Observation, Reading } from '../../model/technology.ts'
import { parsePort, splitHostPort } from '../../protocols/address.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import { merged } from '../../settings/merged.ts'
import { observe } from '../../settings/rules.ts'
import type { Profile } from './profile.ts'
import { readProfile } from './profile.ts'
import { clientRules, realmRules } from './rules.ts'

const kdcFolders = ['/etc/krb5kdc', '/var/kerberos/krb5kdc', '/usr/local/var/krb5kdc']

/** MIT Kerberos 1.20: krb5.conf for everybody, kdc.conf and the list of administrators for the KDC. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const { client, kdc, lists } = configurationOf(input, gaps)
  const [first] = client.documents
  const home = first === undefined ? input.at : { file: first.file, line: 1 }
  const serves = kdc !== undefined || runs(commandLine(input), 'krb5kdc')
  return {
    ...(serves ? { listeners: doors(kdc ?? client, home) } : { role: 'unknown' as const }),
    observations: [
      ...observe(clientRules, (key) => client.values('libdefaults', key)[0], home),
      ...(kdc === undefined ? [] : realms(kdc, placeOf(kdc, home))),
      ...lists.flatMap(administrators),
    ],
    gaps,
  }
}

/** What everybody asks, what the KDC asks first, and who administers it. */
export function configurationOf(
  input: ComponentInput,
  gaps: Gap[],
): { readonly client: Profile; readonly kdc?: Profile; readonly lists: readonly Document[] } {
  const named = input.env.get('KRB5_CONFIG')?.value.split(':') ?? ['/etc/krb5.conf']
  const kdcFile = kdcFolders
    .flatMap((folder) => input.list(folder).flatMap((name) => (/^kdc(?:[-_]\w+)*\.conf/.test(name) ? [`${folder}/${name}`] : [])))
    .find((path) => input.open(path).state === 'text')
  return {
    client: readProfile(input, named, gaps),
    ...(kdcFile === undefined ? {} : { kdc: readProfile(input, [kdcFile, ...named], []) }),
    lists: kdcFolders.flatMap((folder) => openDocument(input, `${folder}/kadm5.acl`, gaps) ?? []),
  }
}

function placeOf({ documents: [first] }: Profile, home: Place): Place {
  return first === undefined ? home : { file: first.file, line: 1 }
}

function realms(kdc: Profile, home: Place): readonly Observation[] {
  const names = kdc.names('realms')
  return merged(
    names.flatMap((realm) => observe(realmRules, (key) => kdc.values('realms', realm, key)[0] ?? kdc.values('kdcdefaults', key)[0], home)),
  )
}

/** Port 88 unless kdc_listen, or the older kdc_ports, says another. */
function doors(kdc: Profile, home: Place): readonly ListenerReading[] {
  const [realm = ''] = kdc.names('realms')
  const first = (...keys: readonly string[]) => keys.flatMap((key) => [...kdc.values('realms', realm, key), ...kdc.values('kdcdefaults', key)])[0]
  const listens = first('kdc_listen', 'kdc_ports')
  const ports = (listens?.value ?? '88').split(/[\s,]+/).flatMap((text) => parsePort(text) ?? splitHostPort(text).port ?? [])
  return [...new Set(ports)].map((port) => ({
    port,
    protocol: 'kerberos',
    purpose: 'data',
    tls: byDefault('required', 'what matters in a message of Kerberos is encrypted with the keys of its partners', [home]),
    authentication: byDefault('kerberos', 'tickets need the key of a principal', [home]),
    trail: listens?.trail ?? [],
  }))
}

/** kadm5.acl(5): `*` or `x` of a principal that is every one. */
export function isForEverybody(principal: string, rights: string): boolean {
  return /^\*(?:@|$)/.test(principal) && /[*xacdmse]/.test(rights)
}

function administrators(document: Document): readonly Observation[] {
  return parseFields(document.text).flatMap(({ fields: [principal = '', rights = ''], span }): readonly Observation[] => {
    if (!isForEverybody(principal, rights)) return []
    return [
      {
        concern: 'over-privileged-default',
        key: 'kadm5.acl',
        verdict: 'unsafe',
        basis: 'configured',
        stake: 'takeover',
        trail: settingAt(document, principal, span).trail,
        message: 'every principal administers the realm: it changes the passwords of all others',
        actual: 'rights for every principal',
        expected: 'rights for */admin of the realm alone',
        fix: 'write */admin@REALM in front of the rights in kadm5.acl',
        want: '*/admin',
      },
    ]
  })
}
