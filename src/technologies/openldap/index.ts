import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { seedFolder } from './bootstrap.ts'
import { logIns } from './log-ins.ts'
import { read } from './read.ts'

const known = ['osixia/openldap', 'osixia/openldap-backup', 'bitnami/openldap', 'tiredofit/openldap', 'dinkel/openldap']

/** Words that no other program's file begins its lines with. */
const ownWords =
  /^(?:database[ \t]+(?:[mhb]db|config|ldap|meta|monitor|frontend)|suffix[ \t]+"|rootdn[ \t]+"?\w+=|access[ \t]+to[ \t]|moduleload[ \t]+\w)/im
const ownEntries = /^dn:[ \t]*olcDatabase=|^objectClass:[ \t]*olc(?:Global|DatabaseConfig|MdbConfig)/im

export const openldap: Technology = {
  id: 'openldap',
  title: 'OpenLDAP',
  role: 'directory',
  files: [
    { name: /^slapd(?:[-_.][\w-]+)*\.conf(?:[-_.][\w-]+)*$/i, content: ownWords, at: '/etc/ldap/slapd.conf' },
    { name: /^cn=config\.ldif$/, content: /^objectClass:[ \t]*olcGlobal/im, at: '/etc/ldap/slapd.d/cn=config.ldif' },
    { name: /^olcDatabase=.*\.ldif$/, at: '/etc/ldap/slapd.d/cn=config/', part: true },
    { name: /^[\w.-]+\.ldif$/, content: ownEntries, at: '/etc/ldap/slapd.ldif' },
    { name: /\.ldif$/, content: /^userPassword::?[ \t]*\S/im, at: `${seedFolder}/` },
  ],
  recognise(input) {
    const version = versionOf(input.image)
    // osixia and tiredofit count their own releases
    const versioned = version === undefined || !matchesImage(input.image, ['bitnami/openldap']) ? {} : { version }
    if (matchesImage(input.image, known)) return { certainty: 3, because: 'well-known image', ...versioned }
    if (matchesImage(input.image, ['*/openldap', 'openldap', '*/docker-openldap'])) return { certainty: 2, because: 'image name' }
    return runs(commandLine(input), 'slapd') ? { certainty: 1, because: 'runs slapd' } : undefined
  },
  read,
  logIns,
}
