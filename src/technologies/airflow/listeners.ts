import type { Fact } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import type { ListenerReading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { isLoopback } from '../../protocols/address.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { asSwitch } from '../../settings/environment.ts'
import type { Lookup } from '../../settings/rules.ts'
import { openByDefault, plainByDefault, portIn, webListener } from '../../settings/web-listener.ts'
import type { Fab } from './fab.ts'
import type { Part } from './parts.ts'
import { isCornflow } from './parts.ts'

interface Context {
  readonly input: ComponentInput
  readonly options: Lookup
  readonly major: number | undefined
  readonly hasLdap: boolean
  readonly fab: Fab
}

export function listenersOf(parts: readonly Part[], context: Context): readonly ListenerReading[] {
  return parts.flatMap((part) => listener(part, context))
}

function listener(part: Part, context: Context): readonly ListenerReading[] {
  const { input, options } = context
  switch (part) {
    case 'web':
      return [web(context)]
    case 'scheduler': {
      const isOn = asSwitch(options('AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK')?.value) === true
      const isAsked = input.isolation.healthcheck?.test.some((word) => word.value.includes(':8974')) === true
      const from = options('AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT')
      if (!isOn && !isAsked) return []
      return [
        webListener({
          port: portIn(from) ?? 8974,
          purpose: 'metrics',
          tls: plainByDefault('the health check of the scheduler'),
          authentication: openByDefault('the health check asks nobody who he is (Airflow 2.4 and later)'),
          ...(from === undefined ? {} : { from }),
        }),
      ]
    }
    case 'worker':
      return [logs(options, 'AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT', 8793, context.major)]
    case 'triggerer':
      return [logs(options, 'AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT', 8794, context.major)]
    case 'flower':
      return [flower(context)]
    case 'processor':
      return []
  }
}

function web(context: Context): ListenerReading {
  const { input, options } = context
  const argument = flag(commandLine(input), ['--port', '-p'])?.value
  const chosen =
    argument !== undefined && portIn(argument) !== undefined && !commandLine(input).some((word) => word.value === 'create') ? argument : undefined
  const from = chosen ?? options('AIRFLOW__API__PORT') ?? options('AIRFLOW__WEBSERVER__WEB_SERVER_PORT')
  const certificate = options('AIRFLOW__API__SSL_CERT') ?? options('AIRFLOW__WEBSERVER__WEB_SERVER_SSL_CERT')
  const tls = certificate !== undefined && certificate.value !== '' ? configured('required' as const, certificate.trail) : plainByDefault('Airflow')
  const host = options('AIRFLOW__API__HOST') ?? options('AIRFLOW__WEBSERVER__WEB_SERVER_HOST')
  const key = options('AIRFLOW__API__SSL_KEY') ?? options('AIRFLOW__WEBSERVER__WEB_SERVER_SSL_KEY')
  return {
    ...webListener({ port: portIn(from) ?? 8080, tls, authentication: login(context), ...(from === undefined ? {} : { from }) }),
    ...onLoopback(host),
    ...(key === undefined || key.value === '' ? {} : { key }),
    ...(certificate === undefined || certificate.value === '' ? {} : { certificate }),
  }
}

/** An address that only the machine itself reaches. */
function onLoopback(host: Setting | undefined): Pick<ListenerReading, 'bind'> {
  return host !== undefined && isLoopback(host.value) ? { bind: configured('loopback', host.trail) } : {}
}

function login({ input, options, major, hasLdap, fab }: Context): Fact<Authentication> {
  const everybody = options('AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS')
  if (everybody !== undefined && asSwitch(everybody.value) === true) return configured('none', everybody.trail)
  if (fab.login !== undefined) return fab.login
  if (hasLdap) return configured('delegated', input.env.get('AIRFLOW_LDAP_ENABLE')?.trail ?? [input.at])
  if (major === 1) {
    const rbac = options('AIRFLOW__WEBSERVER__RBAC') ?? options('AIRFLOW__WEBSERVER__AUTHENTICATE')
    if (rbac !== undefined && asSwitch(rbac.value) === true) return configured('password', rbac.trail)
    return byDefault('none', 'Airflow 1.10 asks for no login unless webserver.rbac or webserver.authenticate is on', [input.at])
  }
  return byDefault('password', 'Airflow 2 and 3 ask for a login', [input.at])
}

function logs(options: Lookup, key: string, port: number, major: number | undefined): ListenerReading {
  const from = options(key)
  const authentication: Fact<Authentication> =
    major === 1
      ? openByDefault('Airflow 1.10 serves logs to everybody')
      : byDefault('token', 'the log server asks for a token signed with the secret key (Airflow 2.2.4 and later)')
  return webListener({
    port: portIn(from) ?? port,
    purpose: 'peer',
    tls: plainByDefault('the log server of Airflow'),
    authentication,
    ...(from === undefined ? {} : { from }),
  })
}

function flower({ input, options }: Context): ListenerReading {
  const from = options('AIRFLOW__CELERY__FLOWER_PORT')
  const login = options('AIRFLOW__CELERY__FLOWER_BASIC_AUTH')
  const argument = flag(commandLine(input), ['--basic-auth', '--basic_auth', '-A'])
  let authentication = openByDefault('Flower asks for no login unless basic-auth or auth is set (all versions)', {
    value: '',
    trail: [input.at],
    unresolved: [],
  })
  if (login !== undefined && login.value !== '') authentication = configured('password', login.trail)
  else if (argument?.value !== undefined) authentication = configured('password', argument.value.trail)
  else if (isCornflow(input))
    authentication = byDefault('password', 'the entry script starts Flower with AIRFLOW_USER and AIRFLOW_PWD (cornflow 1.2 to 1.3.6)', [input.at])
  else if (input.command === undefined) authentication = unknown('the command of Flower is not known')
  return {
    ...webListener({
      port: portIn(from) ?? 5555,
      purpose: 'admin',
      tls: plainByDefault('Flower'),
      authentication,
      ...(from === undefined ? {} : { from }),
    }),
    ...onLoopback(options('AIRFLOW__CELERY__FLOWER_HOST')),
  }
}
