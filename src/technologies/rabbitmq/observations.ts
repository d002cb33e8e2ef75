import type { Setting } from '../../model/setting.ts'
import { isResolved } from '../../model/setting.ts'
import type { Observation } from '../../model/technology.ts'
import { judgeDefinitions } from './definitions.ts'
import type { Node } from './node.ts'
import { below, loopbackUsers } from './options.ts'

/** What follows from several settings together. */
export function observeNode(node: Node): readonly Observation[] {
  return [...protocols(node), ...ciphers(node), ...loopback(node), ...cookieFile(node), ...judgeDefinitions(node.input, node.options)]
}

const tlsOptions = ['ssl_options', 'management.ssl', 'management.listener.ssl_opts', 'prometheus.ssl', 'web_mqtt.ssl', 'web_stomp.ssl']

/** `ssl_options.versions.1 = tlsv1.2`: a list that names no old version is safe. */
function protocols({ options }: Node): readonly Observation[] {
  return tlsOptions.flatMap((prefix) => {
    const versions = below(options, `${prefix}.versions`).map(([, value]) => value)
    const old = versions.find((value) => isResolved(value) && /^(?:sslv[23]|tlsv1(?:\.1)?)$/i.test(value.value))
    return policy(
      `${prefix}.versions`,
      versions,
      old,
      'RabbitMQ accepts TLS versions that are broken',
      'tlsv1.2 and tlsv1.3',
      `remove the old versions from ${prefix}.versions`,
    )
  })
}

function ciphers({ options }: Node): readonly Observation[] {
  return tlsOptions.flatMap((prefix) => {
    const suites = below(options, `${prefix}.ciphers`).map(([, value]) => value)
    const weak = suites.find((value) => isResolved(value) && /RC4|DES|NULL|MD5|EXP|anon/i.test(value.value))
    return policy(
      `${prefix}.ciphers`,
      suites,
      weak,
      'RabbitMQ accepts ciphers that are broken',
      'suites with AES-GCM or ChaCha20',
      `remove the weak suites from ${prefix}.ciphers`,
    )
  })
}

function policy(
  key: string,
  all: readonly Setting[],
  bad: Setting | undefined,
  message: string,
  expected: string,
  fix: string,
): readonly Observation[] {
  const [first] = all
  if (first === undefined) return []
  const { trail, value } = bad ?? first
  return [
    {
      concern: 'tls-policy',
      key,
      verdict: bad === undefined ? 'safe' : 'unsafe',
      basis: 'configured',
      trail,
      message,
      actual: `${key}: ${value}`,
      expected,
      fix,
      stake: 'traffic',
    },
  ]
}

/** `loopback_users.other = true` alone takes guest off the list: the list is what the settings name. */
function loopback({ options }: Node): readonly Observation[] {
  const said = below(options, 'loopback_users')
  const [, first] = said[0] ?? []
  if (first === undefined || said.some(([name]) => name === 'guest') || loopbackUsers(options).includes('guest')) return []
  return [
    {
      concern: 'anonymous-access',
      key: 'loopback_users',
      verdict: 'unsafe',
      basis: 'configured',
      trail: first.trail,
      message: 'loopback_users names others and not guest: the published account guest may log in from afar',
      actual: 'guest is not in the list',
      expected: 'loopback_users.guest = true, or no account guest',
      fix: 'write loopback_users.guest = true beside the others',
      stake: 'defence',
    },
  ]
}

/** Erlang refuses a cookie that others may read (auth, OTP 25), which people mend with a mode for everybody on a copy; known on a tree of files. */
function cookieFile({ input }: Node): readonly Observation[] {
  const opened = input.open('/var/lib/rabbitmq/.erlang.cookie')
  const mode = opened.state === 'text' ? opened.access?.mode : undefined
  if (opened.state !== 'text' || mode === undefined) return []
  return [
    {
      concern: 'file-access',
      key: '.erlang.cookie',
      verdict: (mode & 0o077) === 0 ? 'safe' : 'unsafe',
      basis: 'configured',
      trail: [{ file: opened.file, line: 1 }],
      message: 'others than the node may read the Erlang cookie, and with it run code in the node',
      actual: `mode ${mode.toString(8)}`,
      expected: 'mode 400',
      fix: 'chmod 400 .erlang.cookie',
      stake: 'takeover',
    },
  ]
}
