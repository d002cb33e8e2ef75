import type { ComponentInput } from '../../model/input.ts'
import { matchesImage } from '../../protocols/image.ts'

/** How an image names its settings, and what it does without them. */
export interface Flavour {
  readonly id: 'osixia' | 'bitnami' | 'tiredofit'
  readonly plainPort: number
  readonly tlsPort: number
  /** Switch for TLS on both ports, and whether it is on when nothing is said. */
  readonly tls: readonly [key: string, byDefault: boolean]
  /** Switch that refuses clear text on the plain port. */
  readonly enforce: string
  readonly passwords: readonly DefaultPassword[]
  readonly ldif: readonly string[]
  readonly data: string
  readonly configuration?: string
  readonly why: string
}

export interface DefaultPassword {
  readonly key: string
  /** Published value that the image takes when nothing is set. */
  readonly value: string
  readonly power: 'administrator' | 'application'
  /** First part of the account's name; the base is put behind it unless it stands in `cn=config`. */
  readonly user: string
  readonly userKey?: string
  readonly isConfig?: boolean
  /** The account exists only with this switch. */
  readonly onlyWith?: string
}

const bootstrap = '/container/service/slapd/assets/config/bootstrap/ldif'

/** image/environment/default.startup.yaml of osixia/openldap 1.5.0. */
const osixia: Flavour = {
  id: 'osixia',
  plainPort: 389,
  tlsPort: 636,
  tls: ['LDAP_TLS', true],
  enforce: 'LDAP_TLS_ENFORCE',
  passwords: [
    { key: 'LDAP_ADMIN_PASSWORD', value: 'admin', power: 'administrator', user: 'admin' },
    { key: 'LDAP_CONFIG_PASSWORD', value: 'config', power: 'administrator', user: 'admin', isConfig: true },
    {
      key: 'LDAP_READONLY_USER_PASSWORD',
      value: 'readonly',
      power: 'application',
      user: 'readonly',
      userKey: 'LDAP_READONLY_USER_USERNAME',
      onlyWith: 'LDAP_READONLY_USER',
    },
  ],
  ldif: [bootstrap, `${bootstrap}/custom`],
  data: '/var/lib/ldap',
  configuration: '/etc/ldap/slapd.d',
  why: 'osixia/openldap 1.5',
}

/** libopenldap.sh of bitnami/openldap 2.6. */
const bitnami: Flavour = {
  id: 'bitnami',
  plainPort: 1389,
  tlsPort: 1636,
  tls: ['LDAP_ENABLE_TLS', false],
  enforce: 'LDAP_REQUIRE_TLS',
  passwords: [
    { key: 'LDAP_ADMIN_PASSWORD', value: 'adminpassword', power: 'administrator', user: 'admin', userKey: 'LDAP_ADMIN_USERNAME' },
    {
      key: 'LDAP_CONFIG_ADMIN_PASSWORD',
      value: 'configpassword',
      power: 'administrator',
      user: 'admin',
      userKey: 'LDAP_CONFIG_ADMIN_USERNAME',
      isConfig: true,
      onlyWith: 'LDAP_CONFIG_ADMIN_ENABLED',
    },
  ],
  ldif: ['/ldifs'],
  data: '/bitnami/openldap',
  why: 'bitnami/openldap 2.6',
}

/** README of tiredofit/openldap 7. */
const tiredofit: Flavour = {
  id: 'tiredofit',
  plainPort: 389,
  tlsPort: 636,
  tls: ['ENABLE_TLS', true],
  enforce: 'TLS_ENFORCE',
  passwords: [
    { key: 'ADMIN_PASS', value: 'admin', power: 'administrator', user: 'admin' },
    { key: 'CONFIG_PASS', value: 'config', power: 'administrator', user: 'admin', isConfig: true },
    {
      key: 'READONLY_USER_PASS',
      value: 'readonly',
      power: 'application',
      user: 'readonly',
      userKey: 'READONLY_USER_USER',
      onlyWith: 'ENABLE_READONLY_USER',
    },
  ],
  ldif: ['/assets/slapd/config/bootstrap/ldif/custom'],
  data: '/var/lib/openldap',
  configuration: '/etc/openldap/slapd.d',
  why: 'tiredofit/openldap 7',
}

/** Undefined for an image whose settings nobody knows. */
export function flavourOf(input: ComponentInput): Flavour | undefined {
  if (matchesImage(input.image, ['bitnami/openldap'])) return bitnami
  if (matchesImage(input.image, ['tiredofit/openldap'])) return tiredofit
  if (matchesImage(input.image, ['osixia/openldap', 'osixia/openldap-backup'])) return osixia
  // images made from osixia's keep its variables
  return input.env.has('LDAP_ADMIN_PASSWORD') && input.env.has('LDAP_DOMAIN') ? osixia : undefined
}
