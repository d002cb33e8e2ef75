import type { Fact, Gap } from '../../model/fact.ts'
import { byDefault, configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { setting } from '../../model/setting.ts'
import type { AccountReading, Observation, Reading } from '../../model/technology.ts'
import type { Authentication } from '../../model/vocabulary.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { observe } from '../../settings/rules.ts'
import type { Rule } from './access.ts'
import { rulesOf } from './access.ts'
import { aclsOf } from './acl.ts'
import type { Configuration } from './configuration.ts'
import { readConfiguration } from './configuration.ts'
import { judgeAccess } from './judge-access.ts'
import { isAccelerator, listenersOf } from './listeners.ts'
import { judgeLists } from './lists.ts'
import type { Probes } from './probes.ts'
import { fetches, probesOf, tunnel } from './probes.ts'
import { rules as settingRules } from './rules.ts'

/** Squid 5.7 and 6 as squid.conf has it. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const configuration = readConfiguration(input, commandFile(input), gaps)
  if (configuration === undefined) return { ...withoutFile(input), gaps }
  const acls = aclsOf(configuration, input, gaps)
  const rules = rulesOf(configuration, 'http_access')
  const probes = probesOf(rules, acls)
  for (const { missing, name, trail } of acls.values()) {
    const place = trail[0]
    if (missing !== undefined) gaps.push({ why: `the list ${missing} of the ACL ${name} is not here`, ...(place === undefined ? {} : { place }) })
  }
  return {
    listeners: listenersOf(configuration, authenticationOf(probes, configuration, rules)),
    accounts: managerAccounts(configuration),
    observations: [
      ...(isAccelerator(configuration) ? [] : [...judgeAccess(probes, rules, acls, configuration), ...judgeLists(rules, acls, input)]),
      ...observe(settingRules, (key) => lastOf(configuration, key), configuration.home),
    ],
    stores: [{ path: '/var/spool/squid', holds: 'data', disposable: true }],
    image: { runsAs: 'drops' },
    gaps,
  }
}

/** Without squid.conf: the image's own, or lists that belong to one which is not here. */
function withoutFile(input: ComponentInput): Reading {
  const lists: readonly Observation[] = judgeLists([], new Map(), input)
  if (input.form !== 'container') return { observations: lists }
  const why = 'the image has a squid.conf of its own, which is not here'
  return {
    observations: lists,
    listeners: [
      {
        port: 3128,
        protocol: 'http',
        purpose: 'application',
        tls: byDefault('none', 'http_port 3128 is the default of the images', [input.at]),
        authentication: unknown(why, input.at),
      },
    ],
  }
}

function commandFile(input: ComponentInput): string | undefined {
  return flag(commandLine(input), ['-f'])?.value?.value
}

function lastOf({ directives }: Configuration, key: string) {
  const found = directives.findLast(({ name }) => name === key)
  return found === undefined ? undefined : setting(found.words.join(' '), ...found.trail)
}

/** Whether clients give a name and a password before anything is let through. */
function authenticationOf(probes: Probes, { home }: Configuration, rules: readonly Rule[]): Fact<Authentication> {
  const clients = [...probes.inside, probes.foreign]
  const { decision, rule } = probes.ask(clients.flatMap((client) => probes.hosts.flatMap((host) => [...fetches(client, host), tunnel(client, host)])))
  const trail = rule?.trail ?? rules.at(-1)?.trail ?? [home]
  if (decision === 'unknown') return unknown('a rule depends on what cannot be told here', trail[0])
  if (decision === 'login') return configured('password', trail)
  return configured(
    'none',
    trail,
    decision === 'deny' ? 'nobody is asked for a login, and nobody is let through' : 'clients are told by their addresses',
  )
}

/** `cachemgr_passwd secret all`: `none` asks for no password, `disable` switches the action off. */
function managerAccounts({ directives }: Configuration): readonly AccountReading[] {
  return directives.flatMap(({ name, words, trail }) => {
    const [password] = name === 'cachemgr_passwd' ? words : []
    if (password === undefined || password === 'disable' || password === 'none') return []
    return [{ password: setting(password, ...trail), power: 'administrator' as const, key: 'cachemgr_passwd' }]
  })
}
