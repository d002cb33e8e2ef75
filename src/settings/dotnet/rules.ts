import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import type { Observation } from '../../model/technology.ts'
import { isResolved } from '../../model/setting.ts'
import type { SettingRule } from '../rules.ts'
import { isOn, observe } from '../rules.ts'
import type { Configuration, Files } from './configuration.ts'

const verbose = /^(?:debug|trace|verbose)$/i

/** Settings of ASP.NET Core itself (documentation of 3.1 to 9). */
const rules: readonly SettingRule[] = [
  {
    key: 'AllowedHosts',
    concern: 'host-header',
    stake: 'hygiene',
    unsafe: (value) => value.split(';').some((name) => name.trim() === '*'),
    message: 'every host name that a client asks for is taken: links that the application makes from it can be forged',
    expected: 'the names of the application',
    fix: 'set AllowedHosts to the names of the application, with semicolons between',
    show: true,
  },
  {
    key: 'DetailedErrors',
    concern: 'debug-mode',
    stake: 'defence',
    unsafe: isOn,
    message: 'errors show their internals to visitors',
    expected: 'DetailedErrors: false',
    fix: 'remove DetailedErrors',
    want: null,
    show: true,
  },
  ...['Logging:LogLevel:Default', 'Logging:MinimumLevel:Default', 'Serilog:MinimumLevel', 'Serilog:MinimumLevel:Default'].map((key): SettingRule => ({
    key,
    concern: 'data-in-logs',
    stake: 'hygiene',
    unsafe: (value) => verbose.test(value),
    message: 'the log holds requests and queries in detail',
    expected: 'Information or less',
    fix: `set ${key} to Information or Warning`,
    want: 'Information',
    show: true,
  })),
  {
    key: 'IdentityServer:Key:Type',
    concern: 'key-management',
    stake: 'data',
    unsafe: (value) => /^development$/i.test(value),
    message: 'IdentityServer signs tokens with a key for development, which it makes itself and keeps in a file',
    expected: 'IdentityServer:Key:Type: File or Store',
    fix: 'set IdentityServer:Key to a certificate of your own',
    show: true,
  },
]

export function dotnetObservations(files: Files, at: Place): readonly Observation[] {
  const { configuration } = files
  return [...observe(rules, configuration.get, configuration.home), ...mode(files, at), ...origins(configuration), ...pages(configuration)]
}

/** Development by variable or command line; two variables that disagree. */
function mode({ environmentFrom: from, environment, configuration }: Files, at: Place): readonly Observation[] {
  if (from === undefined) return []
  return [
    {
      concern: 'debug-mode',
      key: 'ASPNETCORE_ENVIRONMENT',
      verdict: isResolved(from) ? (/^development$/i.test(environment) ? 'unsafe' : 'safe') : 'unknown',
      trail: from.trail.length > 0 ? from.trail : [at],
      basis: 'configured',
      message: 'the program runs in development mode: errors show source code and settings',
      actual: isResolved(from) ? `ASPNETCORE_ENVIRONMENT=${environment}` : 'not known here',
      expected: 'Production',
      fix: 'set ASPNETCORE_ENVIRONMENT to Production',
      want: 'Production',
      stake: configuration.get('DetailedErrors') === undefined ? 'data' : 'defence',
    },
  ]
}

/** Policies have names of the program's own choice: a section about CORS, or a list of origins, that holds `*`. */
function origins({ all }: Configuration): readonly Observation[] {
  const open = all.find(({ path, value }) => isOrigins(path) && value.value.split(/[;,]/).some((one) => one.trim() === '*'))
  if (open === undefined) return []
  const key = open.path.replace(/:\d+$/, '')
  return [
    observation('cross-origin', key, open.value, {
      message: 'any web page may call the program from a browser',
      expected: 'the origins that need it',
      fix: `name the origins in ${key}`,
      stake: 'defence',
    }),
  ]
}

function isOrigins(path: string): boolean {
  return /(?:^|:)(?:[^:]*cors[^:]*:(?:[^:]+:)*)?(?:allowed)?origins?(?::\d+)?$|(?:^|:)cors(?:policy)?(?::\d+)?$/i.test(path)
}

function pages({ all }: Configuration): readonly Observation[] {
  const on = all.find(
    ({ path, value }) => /(?:^|:)(?:swagger|swaggerui|openapi)(?::(?:enabled?|isenabled|showui))?$/i.test(path) && isOn(value.value),
  )
  if (on === undefined) return []
  return [
    observation('open-api', on.path, on.value, {
      message: 'the pages that describe and try out the API are offered',
      expected: `${on.path}: false`,
      fix: `set ${on.path} to false`,
      stake: 'hygiene',
    }),
  ]
}

function observation(
  concern: Observation['concern'],
  key: string,
  { value, trail }: Setting,
  rest: Pick<Observation, 'message' | 'expected' | 'fix' | 'stake'>,
): Observation {
  return { ...rest, concern, key, verdict: 'unsafe', trail, basis: 'configured', actual: value }
}
