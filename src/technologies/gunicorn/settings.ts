import type { Setting } from '../../model/setting.ts'
import type { Observation } from '../../model/technology.ts'
import { isLoopback, splitHostPort } from '../../protocols/address.ts'
import { flag } from '../../protocols/arguments.ts'
import type { SettingRule } from '../../settings/rules.ts'
import { isOn } from '../../settings/rules.ts'

/** Options of gunicorn 23, and of uvicorn where they have the same name. */
export const serverSettings: readonly SettingRule[] = [
  {
    key: 'forwarded_allow_ips',
    concern: 'proxy-trust',
    stake: 'defence',
    unsafe: (value) => value.includes('*'),
    message: 'The server believes forwarded headers from everybody: a client can lie about its address and scheme.',
    expected: "the proxy's address",
    fix: "give --forwarded-allow-ips the proxy's address",
  },
  {
    key: 'proxy_allow_ips',
    concern: 'proxy-trust',
    stake: 'defence',
    unsafe: (value) => value.includes('*'),
    message: 'The server believes the PROXY protocol from everybody: a client can lie about its address.',
    expected: "the proxy's address",
    fix: "give --proxy-allow-ips the proxy's address",
  },
  {
    key: 'reload',
    concern: 'development-server',
    stake: 'hygiene',
    unsafe: (value) => isOn(value),
    message: 'The server restarts whenever a file changes, which is meant for development.',
    expected: 'no --reload',
    fix: 'remove --reload',
    want: null,
  },
  {
    key: 'spew',
    concern: 'debug-mode',
    stake: 'data',
    unsafe: (value) => isOn(value),
    message: 'The server writes every executed line into its log.',
    expected: 'no --spew',
    fix: 'remove --spew',
    want: null,
  },
  {
    key: 'limit_request_line',
    concern: 'resource-limit',
    stake: 'availability',
    unsafe: (value) => value === '0',
    message: 'Request lines may be of any length.',
    expected: '4094',
    fix: 'remove --limit-request-line',
    want: null,
  },
  {
    key: 'limit_request_field_size',
    concern: 'resource-limit',
    stake: 'availability',
    unsafe: (value) => value === '0',
    message: 'Header fields may be of any length.',
    expected: '8190',
    fix: 'remove --limit-request-field-size',
    want: null,
  },
  {
    key: 'limit_request_fields',
    concern: 'resource-limit',
    stake: 'availability',
    unsafe: (value) => Number(value) > 1000,
    message: 'Requests may have any number of header fields.',
    expected: '100',
    fix: 'remove --limit-request-fields',
    want: null,
  },
  {
    key: 'header_map',
    concern: 'proxy-trust',
    stake: 'defence',
    unsafe: (value) => value === 'dangerous',
    message: 'Headers with underscores pass for those with hyphens: a client can bring headers that only the proxy should set.',
    expected: 'drop or refuse',
    fix: 'remove --header-map (drop is the default since gunicorn 22)',
    want: null,
  },
  {
    key: 'forwarder_headers',
    concern: 'proxy-trust',
    stake: 'defence',
    unsafe: (value) => value.includes('*'),
    message: 'Every header is taken for one that the proxy set.',
    expected: 'SCRIPT_NAME,PATH_INFO (the default), or less',
    fix: 'remove --forwarder-headers',
    want: null,
  },
  ...['permit_obsolete_folding', 'strip_header_spaces', 'permit_unconventional_http_method', 'permit_unconventional_http_version'].map(
    (key): SettingRule => ({
      key,
      concern: 'proxy-trust',
      stake: 'hygiene',
      unsafe: (value) => isOn(value),
      message: 'The server takes requests that a proxy in front may read in another way: one request can hide in another.',
      expected: 'False',
      fix: `remove ${key}`,
      want: null,
    }),
  ),
  {
    key: 'ssl_version',
    concern: 'tls-policy',
    stake: 'traffic',
    unsafe: (value) => /TLSv1(?:_1)?$|SSLv[23]$/.test(value),
    message: 'The server speaks a version of TLS that is broken.',
    expected: 'TLS 1.2 or later',
    fix: 'remove ssl_version, and set minimum_version in ssl_context',
    want: null,
  },
]

/** The uwsgi protocol lets its client choose the program to run (UWSGI_FILE): only a proxy may reach it. */
export function uwsgiSocket(words: readonly Setting[]): readonly Observation[] {
  const socket = flag(words, ['--socket', '-s', '--uwsgi-socket'])?.value
  if (socket === undefined || !/:\d+$/.test(socket.value) || isLoopback(splitHostPort(socket.value).host)) return []
  return [
    {
      concern: 'remote-management',
      key: 'socket',
      verdict: 'unsafe',
      basis: 'configured',
      stake: 'takeover',
      trail: socket.trail,
      message: 'The uwsgi protocol listens on the network: whoever reaches it can have any program of the container run.',
      actual: `socket=${socket.value}`,
      expected: 'a unix socket, or http-socket',
      fix: 'use --http-socket, or a unix socket that the proxy shares',
    },
  ]
}
