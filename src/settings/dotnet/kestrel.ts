import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { Setting } from '../../model/setting.ts'
import type { DeadKey, ListenerReading, Observation } from '../../model/technology.ts'
import { isLoopback, parsePort } from '../../protocols/address.ts'
import { isGiven } from '../given.ts'
import { isOn } from '../rules.ts'
import type { Configuration } from './configuration.ts'

/** Kestrel's own endpoints, else the addresses of `urls`, else the ports of `http_ports` and `https_ports` (ASP.NET Core 8; documentation of endpoints). */
export function kestrelListeners(configuration: Configuration): readonly ListenerReading[] {
  const names = endpoints(configuration)
  if (names.length > 0) return names.flatMap((name) => endpoint(configuration, name))
  const urls = configuration.get('urls')
  if (isGiven(urls)) return urls.value.split(';').flatMap((url) => listener(configuration, { ...urls, value: url.trim() }))
  return (['http', 'https'] as const).flatMap((scheme) => {
    const ports = configuration.get(`${scheme}_ports`)
    return (ports?.value ?? '')
      .split(';')
      .flatMap((port) => (parsePort(port) === undefined ? [] : listener(configuration, { ...ports!, value: `${scheme}://*:${port}` })))
  })
}

function endpoints(configuration: Configuration): readonly string[] {
  return configuration.names('Kestrel:Endpoints').filter((name) => isGiven(configuration.get(`Kestrel:Endpoints:${name}:Url`)))
}

function endpoint(configuration: Configuration, name: string): readonly ListenerReading[] {
  const section = `Kestrel:Endpoints:${name}`
  const url = configuration.get(`${section}:Url`)
  return url === undefined ? [] : listener(configuration, url, section)
}

function listener(configuration: Configuration, url: Setting, section?: string): readonly ListenerReading[] {
  const [, scheme, host = '', port] = /^(https?):\/\/(\[[^\]]*\]|[^:/]*)(?::(\d{1,5}))?/i.exec(url.value) ?? []
  if (scheme === undefined) return []
  const secure = scheme.toLowerCase() === 'https'
  const own = section === undefined ? undefined : certificateOf(configuration, `${section}:Certificate`)
  const found = own ?? certificateOf(configuration, 'Kestrel:Certificates:Default')
  const mode =
    configuration.get(`${section ?? 'Kestrel:EndpointDefaults'}:ClientCertificateMode`) ??
    configuration.get('Kestrel:EndpointDefaults:ClientCertificateMode')
  return [
    {
      port: parsePort(port ?? '') ?? (secure ? 443 : 80),
      protocol: 'http',
      purpose: 'application',
      tls: configured(secure ? 'required' : 'none', url.trail),
      authentication:
        mode !== undefined && /^RequireCertificate$/i.test(mode.value) && secure
          ? configured('certificate', mode.trail)
          : unknown('settings do not tell what the program asks for', url.trail[0]),
      bind: isLoopback(host.replace(/^\[|\]$/g, ''))
        ? configured('loopback', url.trail)
        : byDefault('all', 'any other name means all addresses', url.trail),
      trail: url.trail,
      ...(secure ? (found ?? {}) : {}),
      ...(section === undefined ? {} : { tlsKey: `${section}:Url` }),
    },
  ]
}

function certificateOf(
  configuration: Configuration,
  section: string,
): Pick<ListenerReading, 'certificate' | 'key' | 'certificatePassword'> | undefined {
  const certificate = configuration.get(`${section}:Path`)
  if (!isGiven(certificate)) return undefined
  const key = configuration.get(`${section}:KeyPath`)
  const password = configuration.get(`${section}:Password`)
  return { certificate, ...(isGiven(key) ? { key } : {}), ...(isGiven(password) ? { certificatePassword: password } : {}) }
}

const old = /\b(?:ssl2|ssl3|tls|tls1|tls10|tls11|default)\b/i

/** Old protocols that an endpoint allows, and certificates that nobody would trust. */
export function kestrelPolicy(configuration: Configuration): readonly Observation[] {
  return ['Kestrel:EndpointDefaults', ...endpoints(configuration).map((name) => `Kestrel:Endpoints:${name}`)].flatMap((section) => {
    const protocols = configuration.list(`${section}:SslProtocols`)
    const single = configuration.get(`${section}:SslProtocols`)
    const weak = [...protocols, ...(single === undefined ? [] : [single])].find(({ value }) => old.test(value))
    const invalid = configuration.get(`${section}:Certificate:AllowInvalid`)
    return [
      ...(weak === undefined
        ? []
        : [
            remark(
              'tls-policy',
              `${section}:SslProtocols`,
              weak,
              'an endpoint speaks versions of TLS that are broken',
              'Tls12 and Tls13',
              'set SslProtocols to ["Tls12", "Tls13"]',
            ),
          ]),
      ...(invalid === undefined || !isOn(invalid.value)
        ? []
        : [
            remark(
              'tls-policy',
              `${section}:Certificate:AllowInvalid`,
              invalid,
              'an endpoint shows a certificate that is expired or not trusted: callers learn to look away',
              'AllowInvalid: false',
              'remove AllowInvalid and use a valid certificate',
            ),
          ]),
    ]
  })
}

function remark(concern: 'tls-policy', key: string, { trail, value }: Setting, message: string, expected: string, fix: string): Observation {
  return { concern, key, verdict: 'unsafe', trail, basis: 'configured', message, actual: value, expected, fix, stake: 'traffic' }
}

/** Endpoints of Kestrel overrule all addresses that are given otherwise: it warns, and goes on. */
export function overruledUrls(configuration: Configuration): readonly DeadKey[] {
  const urls = configuration.get('urls')
  if (!isGiven(urls) || endpoints(configuration).length === 0) return []
  const why = 'Kestrel:Endpoints names endpoints, and Kestrel then listens to those alone'
  return [{ key: 'urls', trail: urls.trail, why, fix: 'remove it, or the section Kestrel:Endpoints', stake: 'traffic' }]
}
