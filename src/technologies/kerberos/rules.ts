import type { SettingRule } from '../../settings/rules.ts'

/** Words of a list of encryption types that are broken: DES, 3DES and RC4; `-rc4` takes one away, `DEFAULT +des` adds one. */
export function hasWeakType(value: string): boolean {
  return value.split(/[\s,]+/).some((word) => !word.startsWith('-') && /^\+?(?:des|rc4|arcfour)/i.test(word))
}

/** Truth as libkrb5 reads it (prof_get.c). */
function isTrue(value: string): boolean {
  return /^(?:y|yes|true|t|1|on)$/i.test(value)
}

/** Seconds of `24h`, `1d 2h`, `10:30`, `36000` (krb5.conf(5), time duration); undefined for what is none. */
export function duration(text: string): number | undefined {
  const clock = /^(\d{1,6}):(\d{1,2})(?::(\d{1,2}))?$/.exec(text)
  if (clock !== null) return Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0)
  if (!/^\d/.test(text) || !/^(?:\d{1,9}\s?[dhms]?\s?){1,6}$/.test(text)) return undefined
  const units: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 }
  let total = 0
  for (const [, digits = '0', unit = 's'] of text.matchAll(/(\d{1,9})\s?([dhms])?/g)) total += Number(digits) * (units[unit] ?? 1)
  return total
}

function types(key: string, want?: string): SettingRule {
  return {
    key,
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: hasWeakType,
    message: 'tickets may be encrypted with DES, 3DES or RC4, which are broken: who records them finds passwords',
    expected: `${key} with AES alone`,
    fix: `write ${key} = aes256-cts-hmac-sha384-192 aes256-cts-hmac-sha1-96 into krb5.conf`,
    ...(want === undefined ? {} : { want }),
  }
}

function weak(key: string): SettingRule {
  return {
    key,
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: isTrue,
    message: 'encryption types that are broken are allowed again',
    expected: `${key} = false, the default`,
    fix: `remove ${key} from krb5.conf`,
    want: null,
  }
}

/** Relations of [libdefaults] (krb5.conf(5), MIT Kerberos 1.20; allow_des3 and allow_rc4 since 1.21). */
export const clientRules: readonly SettingRule[] = [
  ...['allow_weak_crypto', 'allow_des3', 'allow_rc4'].map(weak),
  ...['default_tkt_enctypes', 'default_tgs_enctypes', 'permitted_enctypes'].map((key) =>
    types(key, 'aes256-cts-hmac-sha384-192 aes256-cts-hmac-sha1-96'),
  ),
  {
    key: 'dns_lookup_realm',
    concern: 'host-key',
    stake: 'hygiene',
    unsafe: isTrue,
    message: 'whoever answers for the DNS says which realm a host belongs to',
    expected: 'dns_lookup_realm = false',
    fix: 'write dns_lookup_realm = false, and name the realms in [domain_realm]',
  },
  {
    key: 'dns_lookup_kdc',
    concern: 'host-key',
    stake: 'hygiene',
    unsafe: isTrue,
    message: 'whoever answers for the DNS says where the KDC is',
    expected: 'dns_lookup_kdc = false, and the names of the KDCs in [realms]',
    fix: 'write dns_lookup_kdc = false, and name the KDCs in [realms]',
  },
  {
    key: 'rdns',
    concern: 'host-key',
    stake: 'hygiene',
    unsafe: isTrue,
    message: 'the reverse DNS decides for which service a ticket is asked',
    expected: 'rdns = false',
    fix: 'write rdns = false into [libdefaults]',
  },
  {
    key: 'forwardable',
    concern: 'token-lifetime',
    stake: 'hygiene',
    unsafe: isTrue,
    message: 'tickets may be handed on: a machine that was taken over uses them elsewhere',
    expected: 'forwardable = false where nothing needs it',
    fix: 'remove forwardable from [libdefaults]',
    want: null,
  },
  {
    key: 'verify_ap_req_nofail',
    concern: 'host-key',
    stake: 'defence',
    unsafe: (value) => /^(?:n|no|false|nil|0|off)$/i.test(value),
    message: 'a log-in counts although nobody could check that the right KDC answered',
    expected: 'verify_ap_req_nofail = true, and a keytab for the machine',
    fix: 'write verify_ap_req_nofail = true into [libdefaults]',
  },
  {
    key: 'ticket_lifetime',
    concern: 'token-lifetime',
    stake: 'hygiene',
    unsafe: (value) => (duration(value) ?? 0) > 86_400,
    message: 'tickets are good for more than a day',
    expected: 'ticket_lifetime = 24h or less',
    fix: 'write ticket_lifetime = 10h into [libdefaults]',
    want: '10h',
  },
]

/** Relations of a realm in kdc.conf (kdc.conf(5), MIT Kerberos 1.20). */
export const realmRules: readonly SettingRule[] = [
  {
    ...types('supported_enctypes', 'aes256-cts:normal aes128-cts:normal'),
    fix: 'write supported_enctypes = aes256-cts:normal aes128-cts:normal into kdc.conf, and change the keys',
  },
  { ...types('master_key_type'), stake: 'data', fix: 'make a master key of aes256-cts with kdb5_util' },
  {
    key: 'default_principal_flags',
    concern: 'password-policy',
    stake: 'defence',
    unsafe: (value) => !/(?:^|[\s,])\+?(?:preauth|requires_preauth)\b/.test(value),
    absent: { verdict: 'unsafe', why: 'principals are made without it (MIT Kerberos 1.20)' },
    message: 'everybody gets a ticket that is encrypted with the password of a user, to try passwords at home',
    expected: 'default_principal_flags = +preauth',
    fix: 'write default_principal_flags = +preauth into kdc.conf, and set +requires_preauth for what is there',
    want: '+preauth',
  },
  {
    key: 'max_life',
    concern: 'token-lifetime',
    stake: 'hygiene',
    unsafe: (value) => (duration(value) ?? 0) > 86_400,
    message: 'tickets are good for more than a day',
    expected: 'max_life = 24h or less',
    fix: 'write max_life = 10h into kdc.conf',
    want: '10h',
  },
  {
    key: 'reject_bad_transit',
    concern: 'proxy-trust',
    stake: 'defence',
    unsafe: (value) => /^(?:n|no|false|nil|0|off)$/i.test(value),
    message: 'tickets that came through realms nobody trusts are accepted',
    expected: 'reject_bad_transit = true, the default',
    fix: 'remove reject_bad_transit from kdc.conf',
    want: null,
  },
]
