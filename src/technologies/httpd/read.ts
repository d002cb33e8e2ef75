import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Observation, Reading } from '../../model/technology.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import type { Directive } from './directives.ts'
import { directivesOf } from './directives.ts'
import { listeners } from './listeners.ts'
import { policyObservations } from './policy.ts'
import { targets } from './targets.ts'

interface Layout {
  readonly home: string
  /** The main file; the image's own is in force when it is not mounted. */
  readonly main: string
  /** What the image's own file includes: files, or folders that end in `/`. */
  readonly parts: readonly string[]
  readonly ports: readonly number[]
}

const debian: Layout = {
  home: '/etc/apache2',
  main: '/etc/apache2/apache2.conf',
  parts: ['/etc/apache2/ports.conf', '/etc/apache2/conf-enabled/', '/etc/apache2/sites-enabled/', '/etc/apache2/sites-available/000-default.conf'],
  ports: [80],
}
const bitnami: Layout = {
  home: '/opt/bitnami/apache',
  main: '/opt/bitnami/apache/conf/httpd.conf',
  parts: ['/vhosts/', '/bitnami/apache/conf/vhosts/', '/opt/bitnami/apache/conf/vhosts/', '/opt/bitnami/apache2/conf/vhosts/'],
  ports: [8080],
}
const official: Layout = { home: '/usr/local/apache2', main: '/usr/local/apache2/conf/httpd.conf', parts: [], ports: [80] }

/** Apache 2.4. The image of httpd includes nothing beside its own file; those of Debian and Bitnami have folders for sites. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const layout = layoutOf(input)
  const named = flag(commandLine(input), ['-f'])?.value?.value
  const path = named === undefined ? layout.main : named.startsWith('/') ? named : `${layout.home}/${named}`
  const main = directivesOf(input, [path], layout.home, gaps)
  const parts = layout.parts.flatMap((path) =>
    path.endsWith('/')
      ? input
          .list(path.slice(0, -1))
          .filter((name) => name.endsWith('.conf'))
          .toSorted()
          .map((name) => `${path}${name}`)
      : [path],
  )
  // the main file of a machine says itself what it includes
  const own = main.length > 0 && input.form !== 'container'
  const all = own ? main : [...main, ...directivesOf(input, parts, layout.home, gaps)]
  return {
    ...(matchesImage(input.image, ['php']) ? { role: 'application' as const } : {}),
    listeners: listeners(input, all, main.length === 0 ? layout.ports : []),
    connections: targets(all),
    observations: [...all.flatMap(remarks), ...policyObservations(all)],
    image: { runsAs: layout === bitnami ? 'user' : 'drops', healthcheck: false },
    gaps,
  }
}

function layoutOf({ image }: ComponentInput): Layout {
  if (matchesImage(image, ['bitnami/apache'])) return bitnami
  return matchesImage(image, ['httpd', '*/httpd']) ? official : debian
}

function remarks(each: Directive): readonly Observation[] {
  const { name, args, from } = each
  const value = args[0] ?? ''
  const base = { verdict: 'unsafe', basis: 'configured', trail: from.trail } as const
  if (name === 'options' && args.some((word) => /^\+?(?:indexes|all)$/i.test(word)))
    return [
      {
        ...base,
        concern: 'anonymous-access',
        key: 'Options',
        stake: 'defence',
        message: 'Apache lists the files of folders without an index page: visitors find what no link leads to.',
        actual: 'Options Indexes',
        expected: 'Options -Indexes',
        fix: 'write Options -Indexes',
      },
    ]
  const proxies = name === 'proxyrequests' && /^on$/i.test(value)
  if (proxies)
    return [
      {
        ...base,
        concern: 'remote-management',
        key: 'ProxyRequests',
        stake: 'takeover',
        message: 'Apache is an open proxy: whoever reaches it sends requests to anything that it reaches.',
        actual: 'ProxyRequests On',
        expected: 'Off',
        fix: 'write ProxyRequests Off: ProxyPass does not need it',
      },
    ]
  if (name === 'traceenable' && !/^off$/i.test(value))
    return [
      {
        ...base,
        concern: 'remote-management',
        key: 'TraceEnable',
        stake: 'hygiene',
        message: 'TRACE sends a request back with all its headers: what a script may not read, it is shown.',
        actual: `TraceEnable ${value}`,
        expected: 'Off',
        fix: 'write TraceEnable Off',
      },
    ]
  if (name === 'servertokens' && !/^prod(?:uctonly)?$/i.test(value))
    return [
      {
        ...base,
        concern: 'security-headers',
        key: 'ServerTokens',
        stake: 'hygiene',
        message: 'Every answer tells the version of Apache and of its modules.',
        actual: `ServerTokens ${value}`,
        expected: 'Prod',
        fix: 'write ServerTokens Prod',
      },
    ]
  if (name === 'sslverifyclient' && /^optional/i.test(value))
    return [
      {
        ...base,
        concern: 'client-certificate',
        key: 'SSLVerifyClient',
        stake: 'hygiene',
        message: 'A client without a certificate is let in as well.',
        actual: `SSLVerifyClient ${value}`,
        expected: 'require',
        fix: 'write SSLVerifyClient require',
      },
    ]
  return []
}
