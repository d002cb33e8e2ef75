import { parseFields } from '../../formats/fields.ts'
import { parseIni } from '../../formats/ini.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { DeadKey, Observation } from '../../model/technology.ts'
import type { Document } from '../../settings/documents.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import type { SettingRule } from '../../settings/rules.ts'
import { observe } from '../../settings/rules.ts'

function less(limit: number): (value: string) => boolean {
  return (value) => /^-?\d{1,9}$/.test(value) && Number(value) < limit
}

function more(limit: number): (value: string) => boolean {
  return (value) => /^-?\d{1,9}$/.test(value) && (Number(value) > limit || Number(value) < 0)
}

function rule(
  key: string,
  file: string,
  stake: SettingRule['stake'],
  unsafe: (value: string) => boolean,
  message: string,
  wanted: string,
): SettingRule {
  return { key, concern: 'password-policy', stake, unsafe, message, expected: wanted, fix: `write ${wanted} into ${file}` }
}

/** login.defs(5) of shadow 4.13. */
const loginRules: readonly SettingRule[] = [
  rule(
    'ENCRYPT_METHOD',
    'login.defs',
    'defence',
    (value) => /^(?:des|md5)$/i.test(value),
    'passwords are stored in a form that is guessed quickly',
    'ENCRYPT_METHOD YESCRYPT',
  ),
  rule(
    'MD5_CRYPT_ENAB',
    'login.defs',
    'defence',
    (value) => value.toLowerCase() === 'yes',
    'passwords are stored in a form that is guessed quickly',
    'MD5_CRYPT_ENAB no',
  ),
  rule('PASS_MAX_DAYS', 'login.defs', 'hygiene', more(365), 'passwords never have to be changed', 'PASS_MAX_DAYS 365'),
  rule('UMASK', 'login.defs', 'hygiene', (value) => /^0?[0-7]{0,2}[0-6]$/.test(value), 'everybody reads the files of new users', 'UMASK 027'),
]

/** pwquality.conf(5) of libpwquality 1.4. */
const qualityRules: readonly SettingRule[] = [
  rule('minlen', 'pwquality.conf', 'defence', less(10), 'passwords may be short', 'minlen = 14'),
  rule('enforcing', 'pwquality.conf', 'defence', (value) => value === '0', 'weak passwords are warned of, and taken', 'enforcing = 1'),
  rule('dictcheck', 'pwquality.conf', 'hygiene', (value) => value === '0', 'words of a dictionary are taken as passwords', 'dictcheck = 1'),
]

/** faillock.conf(5) of PAM 1.5. */
const lockRules: readonly SettingRule[] = [
  rule('deny', 'faillock.conf', 'defence', (value) => value === '0' || more(10)(value), 'passwords may be tried without end', 'deny = 5'),
]

const stacks = ['common-auth', 'common-password', 'common-account', 'system-auth', 'password-auth', 'login', 'sshd']

/** How passwords are chosen, kept and guarded against guessing. */
export function passwordObservations(
  input: ComponentInput,
  gaps: Gap[],
): { readonly observations: readonly Observation[]; readonly deadKeys: readonly DeadKey[] } {
  const login = openDocument(input, '/etc/login.defs', gaps)
  const quality = openDocument(input, '/etc/security/pwquality.conf', gaps)
  const lock = openDocument(input, '/etc/security/faillock.conf', gaps)
  const pam = stacks.flatMap((name) => openDocument(input, `/etc/pam.d/${name}`, gaps) ?? [])
  return {
    observations: [
      ...table(input, login, loginRules, fieldsOf),
      ...table(input, quality, qualityRules, assignmentsOf),
      ...table(input, lock, lockRules, assignmentsOf),
      ...pam.flatMap(modules),
    ],
    deadKeys: input.form === 'machine' ? [...unread(quality, 'pam_pwquality.so', pam), ...unread(lock, 'pam_faillock.so', pam)] : [],
  }
}

type Values = (document: Document) => ReadonlyMap<string, Setting>

function table(input: ComponentInput, document: Document | undefined, rules: readonly SettingRule[], values: Values): readonly Observation[] {
  if (document === undefined) return []
  const found = values(document)
  return observe(rules, (key) => found.get(key), input.at)
}

function fieldsOf(document: Document): ReadonlyMap<string, Setting> {
  return new Map(
    parseFields(document.text).flatMap(({ fields: [key = '', value], span }) =>
      value === undefined ? [] : [[key, settingAt(document, value, span)] as const],
    ),
  )
}

function assignmentsOf(document: Document): ReadonlyMap<string, Setting> {
  return new Map(
    parseIni(document.text).entries.flatMap(({ key, value, keySpan }) =>
      value === undefined ? [] : [[key, settingAt(document, value.replace(/\s+#.*$/, ''), keySpan)] as const],
    ),
  )
}

/** Lines of a PAM stack (pam.conf(5)): the kind, what its result decides, the module and its words. */
function modules(document: Document): readonly Observation[] {
  return parseFields(document.text.replaceAll(/\[([^[\]\n]*)\]/g, (_, inner: string) => `[${inner.replaceAll(' ', ',')}]`)).flatMap(
    ({ fields, span }) => {
      const [kind = '', , module = '', ...words] = fields
      if (!module.endsWith('pam_unix.so')) return []
      const weak = words.find((word) => word === 'md5' || word === 'bigcrypt')
      const trail = settingAt(document, '', span).trail
      const base = { concern: 'password-policy' as const, basis: 'configured' as const, verdict: 'unsafe' as const, trail }
      return [
        ...(kind.replace('-', '') === 'password' && weak !== undefined
          ? [
              {
                ...base,
                key: 'pam_unix',
                stake: 'defence' as const,
                message: 'passwords are stored in a form that is guessed quickly',
                actual: weak,
                expected: 'yescrypt or sha512',
                fix: `write yescrypt in place of ${weak} behind pam_unix.so`,
              },
            ]
          : []),
        ...(kind.replace('-', '') === 'auth' && words.includes('nullok')
          ? [
              {
                ...base,
                key: 'nullok',
                stake: 'hygiene' as const,
                message: 'accounts without a password are let in',
                actual: 'nullok',
                expected: 'pam_unix.so without nullok',
                fix: 'remove nullok behind pam_unix.so, after every account has a password or is locked',
              },
            ]
          : []),
      ]
    },
  )
}

/** A settings file of a module that no stack loads. */
function unread(document: Document | undefined, module: string, pam: readonly Document[]): readonly DeadKey[] {
  if (document === undefined || pam.length === 0 || pam.some(({ text }) => text.includes(module))) return []
  const [first] = assignmentsOf(document)
  if (first === undefined) return []
  const [key, value] = first
  return [
    {
      key,
      trail: value.trail,
      why: `no stack of PAM loads ${module}, which alone reads this file`,
      fix: `add ${module} to the stacks in /etc/pam.d`,
      stake: 'defence',
    },
  ]
}
