import { isOff, isOn } from '../../settings/rules.ts'
import type { SettingRule } from '../../settings/rules.ts'

/** Static configuration of Traefik 2 and 3; `*` stands for the name of an entry point. */
export const rules: readonly SettingRule[] = [
  {
    key: 'api.insecure',
    concern: 'remote-management',
    stake: 'data',
    unsafe: isOn,
    message: 'API and dashboard are open on port 8080 without a login: all routes, services and their settings can be read',
    expected: 'false',
    fix: 'remove api.insecure and publish api@internal through a router with authentication',
    show: true,
    port: 8080,
  },
  {
    key: 'api.debug',
    concern: 'debug-mode',
    stake: 'defence',
    unsafe: isOn,
    message: 'the API offers the profiler',
    expected: 'false',
    fix: 'remove api.debug',
    want: null,
    show: true,
  },
  {
    key: 'serverstransport.insecureskipverify',
    concern: 'tls-verification',
    stake: 'traffic',
    unsafe: isOn,
    message: 'certificates of the programs behind are not checked',
    expected: 'false',
    fix: 'remove serversTransport.insecureSkipVerify and name the CA in serversTransport.rootCAs',
    show: true,
  },
  {
    key: 'providers.docker.exposedbydefault',
    concern: 'over-privileged-default',
    stake: 'defence',
    unsafe: (value) => !isOff(value),
    message: 'every container is given a route unless it says no',
    expected: 'false',
    fix: 'set providers.docker.exposedByDefault=false and label what is meant',
    show: true,
  },
  {
    key: 'providers.docker.tls.insecureskipverify',
    concern: 'tls-verification',
    stake: 'takeover',
    unsafe: isOn,
    message: 'the certificate of the Docker daemon is not checked',
    expected: 'false',
    fix: 'remove providers.docker.tls.insecureSkipVerify',
    show: true,
  },
  ...['authorization', 'cookie', 'set-cookie', 'x-api-key'].map((name): SettingRule => ({
    key: `accesslog.fields.headers.names.${name}`,
    concern: 'data-in-logs',
    stake: 'defence',
    unsafe: (value) => value.toLowerCase() === 'keep',
    message: 'access logs hold headers that open accounts: who reads the logs may use them',
    expected: 'redact or drop',
    fix: 'set the header to redact or drop',
    show: true,
  })),
  {
    key: 'log.level',
    concern: 'data-in-logs',
    stake: 'hygiene',
    unsafe: (value) => /^(?:debug|trace)$/i.test(value),
    message: 'debug logs hold requests and settings',
    expected: 'INFO',
    fix: 'set log.level to INFO or ERROR',
    want: 'INFO',
    show: true,
  },
]

/** Kept for each entry point under its own name. */
export const entryPointRules: readonly SettingRule[] = [
  {
    key: 'forwardedheaders.insecure',
    concern: 'proxy-trust',
    stake: 'defence',
    unsafe: isOn,
    message: 'every client may say what its address is',
    expected: 'false',
    fix: 'name the proxies in front in forwardedHeaders.trustedIPs',
    show: true,
  },
  {
    key: 'proxyprotocol.insecure',
    concern: 'proxy-trust',
    stake: 'defence',
    unsafe: isOn,
    message: 'every client may say what its address is',
    expected: 'false',
    fix: 'name the proxies in front in proxyProtocol.trustedIPs',
    show: true,
  },
]

/** Lists of each entry point: one member that means everybody is enough. */
export const trustRules: readonly SettingRule[] = ['forwardedheaders.trustedips', 'proxyprotocol.trustedips'].map((key) => ({
  key,
  concern: 'proxy-trust',
  stake: 'defence',
  unsafe: (value) => /^(?:0\.0\.0\.0|::)\/0$/.test(value),
  message: 'every client may say what its address is',
  expected: 'the addresses of the proxies in front',
  fix: 'name the addresses of the proxies in front',
  show: true,
}))
