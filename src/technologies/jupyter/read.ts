import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, view } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { withText } from '../../model/setting.ts'
import type { AccountReading, ListenerReading, Observation, Reading, SecretReading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import type { Lookup } from '../../settings/rules.ts'
import { observe } from '../../settings/rules.ts'
import { plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'
import { connectionsOf, hubSecrets, verification } from './hub.ts'
import { hubFiles, jupyterOptions } from './options.ts'
import { hubSettings, jupyterSettings } from './settings.ts'

export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const isHub = runsHub(input)
  const all = jupyterOptions(input, isHub, gaps)
  const options = all.text
  const listener = web(input, options, isHub)
  const at = all.file === undefined ? input.at : { file: all.file, line: 1 }
  const rules = isHub ? [...jupyterSettings, ...hubSettings] : jupyterSettings
  return {
    listeners: [listener],
    connections: connectionsOf(all),
    accounts: accounts(options, listener.port),
    secrets: [...(isHub ? [] : token(input, options)), ...hubSecrets(all)],
    observations: [
      ...observe(rules, (key) => options(key) ?? input.env.get(key), at).map((found) => ({ ...found, port: listener.port })),
      ...verification(input, all),
      ...(isDummy(options) ? testLogin(options, listener.port) : open(listener)),
    ],
    stores: [{ path: isHub ? '/srv/jupyterhub' : '/home/jovyan', holds: 'data' }],
    image: isHub ? { runsAs: 'root', healthcheck: false } : matchesImage(input.image, ['jupyter/*']) ? { runsAs: 'user', healthcheck: true } : {},
    gaps,
  }
}

function runsHub(input: ComponentInput): boolean {
  if (matchesImage(input.image, ['jupyterhub/jupyterhub', '*/jupyterhub']) || runs(commandLine(input), 'jupyterhub')) return true
  return input.declared !== undefined && hubFiles.some((path) => input.open(path).state === 'text')
}

function web(input: ComponentInput, options: Lookup, isHub: boolean): ListenerReading {
  const url = isHub ? options('bind_url') : undefined
  const port = url ?? options('port')
  const address = url === undefined ? options('ip') : withText(url, url.value.replace(/^https?:\/\//, '').replace(/\/.*$/, ''))
  const certificate = options('certfile') ?? options('ssl_cert') ?? input.env.get('GEN_CERT')
  const key = options('keyfile') ?? options('ssl_key')
  const hasTls = certificate !== undefined && certificate.value !== ''
  const tls = hasTls ? configured('required' as const, certificate.trail) : plainByDefault('Jupyter')
  const base = webListener({
    port: portIn(port) ?? (isHub ? 8000 : 8888),
    tls,
    authentication: isHub ? hubLogin(input, options) : login(input, options),
    ...(address === undefined ? {} : { from: address }),
  })
  const files = hasTls && certificate.value.startsWith('/') ? { certificate, ...(key === undefined ? {} : { key }) } : {}
  const isImage = matchesImage(input.image, ['jupyter/*', 'jupyterhub/*'])
  const home = `/${(options('base_url')?.value ?? '').replace(/^\/+|\/+$/g, '')}/`.replace('//', '/')
  const isLocal = address === undefined && !isImage && !isHub && (input.command !== undefined || input.form === 'process')
  // neither counts (jupyter_server 2, auth/login.py; jupyterhub 5, handlers/login.py)
  const logInPaths = [{ path: `${home}${isHub ? 'hub/' : ''}login`, is: 'log-in' as const }]
  return {
    ...base,
    ...files,
    logInPaths,
    ...(isLocal ? { bind: byDefault('loopback', 'Jupyter listens on localhost unless told otherwise', [input.at]) } : {}),
  }
}

/** Token or password; Jupyter makes a token up when neither is set (all versions). Both empty: everybody runs code. */
function login(input: ComponentInput, options: Lookup): Fact<Authentication> {
  const password = options('hashed_password') ?? options('password')
  if (password !== undefined && password.value !== '') return configured('password', password.trail)
  const given = options('token') ?? input.env.get('JUPYTER_TOKEN')
  if (given === undefined) return byDefault('token', 'Jupyter makes up a token at every start', [input.at])
  return configured(given.value === '' ? 'none' : 'token', given.trail)
}

function open({ authentication, port }: ListenerReading): readonly Observation[] {
  const seen = view(authentication)
  if (!seen.known || seen.value !== 'none') return []
  return [
    {
      concern: 'anonymous-access',
      key: 'token',
      verdict: 'unsafe',
      trail: seen.trail,
      basis: 'configured',
      message: 'Jupyter asks nobody for a token or a password: whoever reaches it runs code.',
      actual: 'no login',
      expected: 'a token or a password',
      fix: 'remove the empty token, or set a password',
      // it then makes one up at every start
      want: null,
      stake: 'takeover',
      port,
    },
  ]
}

function isDummy(options: Lookup): boolean {
  return /dummy/i.test(options('authenticator_class')?.value ?? '')
}

/** DummyAuthenticator asks for one password of all, or for none; the name is what the visitor says. */
function testLogin(options: Lookup, port: number): readonly Observation[] {
  const kind = options('authenticator_class')
  if (kind === undefined) return []
  const hasPassword = (options('password')?.value ?? '') !== ''
  return [
    {
      concern: 'anonymous-access',
      key: 'authenticator_class',
      verdict: 'unsafe',
      trail: kind.trail,
      basis: 'configured',
      message: `DummyAuthenticator is for tests: whoever ${hasPassword ? 'knows the password that all share' : 'reaches JupyterHub'} logs in under any name and runs code.`,
      actual: hasPassword ? 'one password for every name' : 'no password',
      expected: 'PAM, LDAP, SAML or OAuth',
      fix: 'set authenticator_class to the one that asks your directory or identity provider',
      stake: hasPassword ? 'data' : 'takeover',
      port,
    },
  ]
}

function hubLogin(input: ComponentInput, options: Lookup): Fact<Authentication> {
  const kind = options('authenticator_class')
  if (kind === undefined) return byDefault('password', 'JupyterHub asks for the password of a system account (PAM)', [input.at])
  if (isDummy(options)) {
    const password = options('password')
    return configured(
      password !== undefined && password.value !== '' ? 'password' : 'none',
      [...(password?.trail ?? []), ...kind.trail],
      'DummyAuthenticator lets every name in',
    )
  }
  return configured(/oauth|github|google|saml|cas|azure|generic|ldap/i.test(kind.value) ? 'delegated' : 'password', kind.trail)
}

/** DummyAuthenticator has one password for all. */
function accounts(options: Lookup, port: number): readonly AccountReading[] {
  const password = options('password')
  return isDummy(options) && password !== undefined && password.value !== ''
    ? [{ password, power: 'administrator', key: 'DummyAuthenticator.password', port }]
    : []
}

function token(input: ComponentInput, options: Lookup): readonly SecretReading[] {
  const value = options('token') ?? input.env.get('JUPYTER_TOKEN')
  return value === undefined || value.value === ''
    ? []
    : [{ key: input.env.get('JUPYTER_TOKEN') === value ? 'JUPYTER_TOKEN' : 'token', purpose: 'api-key', value, atLeast: 20 }]
}
