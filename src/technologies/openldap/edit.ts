import type { Change, Edited, EditTechnology } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import { ownFiles } from '../../model/own-files.ts'
import type { Identity, WantServe } from '../../model/want.ts'
import { asSwitch } from '../../settings/environment.ts'
import { clientEdit } from '../../settings/client-edit.ts'
import { serverFiles } from '../../settings/server-files.ts'
import { editServer } from './edit-file.ts'
import { flavourOf } from './flavour.ts'

const editClient = clientEdit({})

/** How a directory is given TLS and turns away who has no name: by slapd.conf, or the variables of osixia's and Bitnami's images. */
export const edit: EditTechnology = (want, component, deployment) =>
  want.kind === 'serve' ? serve(want, component.input) : editClient(want, component, deployment)

function serve(want: WantServe, input: ComponentInput): Edited {
  const made = want.login?.accounts.filter(({ isNew, power }) => isNew === true && power !== 'health') ?? []
  if (made.length > 0)
    return {
      cannot: `accounts are entries of the directory: ldapadd one for ${made.flatMap(({ clients }) => clients).join(', ')}`,
      reason: 'needs-person',
    }
  switch (flavourOf(input)?.id) {
    case 'osixia':
      return osixia(want, input)
    case 'bitnami':
      return bitnami(want, input)
    case 'tiredofit':
      return { cannot: 'how tiredofit/openldap is given a certificate is not known here', reason: 'no-remedy' }
    default:
      return editServer(want, input)
  }
}

/** image/service/slapd/startup.sh of osixia/openldap 1.5.0: names of files in one folder, of which the script makes its user the owner. */
function osixia({ tls, login }: WantServe, input: ComponentInput): Edited {
  if (login !== undefined) return { cannot: 'its access rules are in cn=config: ldapmodify them', reason: 'needs-person' }
  if (tls === undefined) return { changes: [] }
  const folder = '/container/service/slapd/assets/certs'
  const names = { certificate: 'ringwall.crt', key: 'ringwall.key', authority: 'ringwall-ca.crt' }
  const words = input.command?.map(({ value }) => value) ?? []
  const isCopied = words.includes('--copy-service')
  if (!isCopied && words.some((word) => !word.startsWith('-'))) return { cannot: "its command is not the image's own", reason: 'file-cannot' }
  const changes: readonly Change[] = [
    ...(tls.identity === undefined ? [] : [...serverFiles(tls.identity, { user: 0, group: 0 }), ...filesIn(folder, names, tls.identity)]),
    // files that are mounted cannot be given another owner: the image works on a copy
    ...(isCopied ? [] : [{ kind: 'command', words: ['--copy-service', ...words] } as const]),
    ...(asSwitch(input.env.get('LDAP_TLS')?.value ?? 'true') === true ? [] : [variable('LDAP_TLS', 'true')]),
    variable('LDAP_TLS_CRT_FILENAME', names.certificate),
    variable('LDAP_TLS_KEY_FILENAME', names.key),
    variable('LDAP_TLS_CA_CRT_FILENAME', names.authority),
    // it demands a certificate of clients unless it is told otherwise
    ...(input.env.has('LDAP_TLS_VERIFY_CLIENT') ? [] : [variable('LDAP_TLS_VERIFY_CLIENT', 'try')]),
    ...(tls.plaintext === 'refused' ? [variable('LDAP_TLS_ENFORCE', 'true')] : []),
  ]
  return { changes }
}

function filesIn(folder: string, names: Readonly<Record<'certificate' | 'key' | 'authority', string>>, identity: Identity): readonly Change[] {
  return [
    { kind: 'file', path: `${folder}/${names.certificate}`, text: identity.certificate, isSecret: false },
    { kind: 'file', path: `${folder}/${names.key}`, text: identity.key.value, isSecret: true, owner: { user: 0, group: 0 } },
    { kind: 'file', path: `${folder}/${names.authority}`, text: identity.authority, isSecret: false },
  ]
}

/** libopenldap.sh of bitnami/openldap 2.6. */
function bitnami({ tls, login }: WantServe, input: ComponentInput): Edited {
  const user = Number(/^\d+/.exec(input.user?.value ?? '')?.[0] ?? '1001')
  return {
    changes: [
      ...(tls?.identity === undefined ? [] : serverFiles(tls.identity, { user, group: 0 })),
      ...(tls === undefined
        ? []
        : [
            variable('LDAP_ENABLE_TLS', 'yes'),
            variable('LDAP_TLS_CERT_FILE', ownFiles.certificate),
            variable('LDAP_TLS_KEY_FILE', ownFiles.key),
            variable('LDAP_TLS_CA_FILE', ownFiles.authority),
            ...(tls.port === 1636 ? [] : [variable('LDAP_LDAPS_PORT_NUMBER', String(tls.port))]),
            ...(tls.plaintext === 'refused' ? [variable('LDAP_REQUIRE_TLS', 'yes')] : []),
          ]),
      ...(login?.anonymous === 'refused' ? [variable('LDAP_ALLOW_ANON_BINDING', 'no')] : []),
    ],
  }
}

function variable(name: string, value: string): Change {
  return { kind: 'variable', name, value }
}
