import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { isResolved } from '../../model/setting.ts'
import type { Observation, Reading } from '../../model/technology.ts'
import { observe } from '../../settings/rules.ts'
import { hasModule } from './conditions.ts'
import { connectionsOf } from './connections.ts'
import { deadKeysOf } from './dead.ts'
import type { Configuration, Directive } from './directives.ts'
import { readConfiguration } from './directives.ts'
import { demandsOf, listenersOf } from './listeners.ts'
import { rules, tlsRules } from './rules.ts'
import type { Server } from './servers.ts'
import { anonymousOf, booleanOf, inForce, inside, serversOf, settingOf } from './servers.ts'

/** ProFTPD 1.3.8: proftpd.conf with its includes, as it holds for the main server and for each virtual host. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const configuration = readConfiguration(input, gaps)
  if (configuration === undefined) {
    gaps.push({ why: `the proftpd.conf of ${input.id} is not here: its settings are not known`, place: input.at })
    return { gaps }
  }
  const servers = serversOf(configuration).filter((server) => inForce(server, 'Port')?.args[0] !== '0')
  refusals(configuration, gaps)
  return {
    listeners: listenersOf(configuration, servers, gaps),
    observations: unique(servers.flatMap((server) => [...inClearText(server), ...judged(server), ...writers(configuration, server)])),
    connections: connectionsOf(configuration),
    deadKeys: deadKeysOf(configuration, servers),
    image: { runsAs: 'drops' },
    gaps,
  }
}

/** A server without one's own host judges what is absent as well; a virtual host only what is written for it. */
function judged(server: Server): readonly Observation[] {
  const table = booleanOf(inForce(server, 'TLSEngine')?.args[0] ?? '') === true ? [...rules, ...tlsRules] : rules
  const found = observe(table, (key) => settingOf(server, key), server.home[0]!)
  return server.host === undefined ? found : found.filter(({ basis, key }) => basis === 'configured' || key === 'DefaultRoot')
}

/** FTP is a door for people: a password that may come in clear text is told by itself. */
function inClearText(server: Server): readonly Observation[] {
  if (booleanOf(inForce(server, 'SFTPEngine')?.args[0] ?? '') === true) return []
  const { offered, logins } = demandsOf(server)
  const key = offered ? 'TLSRequired' : 'TLSEngine'
  const setting = settingOf(server, key)
  return [
    {
      concern: 'tls-policy',
      key,
      verdict: logins ? 'safe' : 'unsafe',
      basis: setting === undefined ? 'default' : 'configured',
      trail: setting?.trail ?? server.home,
      message: `users ${offered ? 'may send' : 'send'} their passwords over the network in clear text`,
      actual:
        setting === undefined
          ? `${key} is not written${server.host === undefined ? '' : ' for this virtual host, which takes over nothing of the main server'}`
          : `${key} ${setting.value}`,
      expected: 'TLSEngine on and TLSRequired on',
      fix: 'write TLSEngine on, TLSRequired on and a certificate in TLSRSACertificateFile, in <Global> where there are virtual hosts',
      stake: 'traffic',
    },
  ]
}

/** Everybody may write where file permissions let them, unless a <Limit> of the section forbids it (from its documentation; not run). */
function writers(configuration: Configuration, server: Server): readonly Observation[] {
  return anonymousOf(configuration, server).flatMap((block) => {
    const isShut = inside(configuration, block).some(({ name, within }) => {
      const limit = within.at(-1)
      return name === 'denyall' && limit?.name === 'limit' && limit.args.some((word) => /^(?:write|all|stor|login)$/i.test(word))
    })
    return isShut
      ? []
      : [
          {
            concern: 'anonymous-access',
            key: '<Anonymous>',
            verdict: 'unsafe',
            basis: 'configured',
            trail: block.trail,
            message: 'everybody may put files on the server, wherever its user may write',
            actual: 'no <Limit WRITE> with DenyAll',
            expected: '<Limit WRITE> DenyAll inside of <Anonymous>',
            fix: 'write <Limit WRITE> with DenyAll in the section, or remove it',
            stake: 'data',
          },
        ]
  })
}

const requirement = /^(?:(?:ctrl|auth)(?:\+!?data)?|!?data)$/
const logicals = new Set(['tlsengine', 'sftpengine', 'rootlogin', 'requirevalidshell', 'socketbindtight', 'anonrequirepassword'])

/** Where the program gives up: a directive of a module that is not loaded, and values that it refuses (1.3.8, measured). */
function refusals({ directives, conditions }: Configuration, gaps: Gap[]): void {
  const refuse = ({ setting }: Directive, why: string): void => {
    const place = setting.trail[0]
    gaps.push({ why: `${why}: proftpd does not start with this line`, ...(place === undefined ? {} : { place }) })
  }
  for (const [prefix, module] of [
    ['tls', 'mod_tls.c'],
    ['sftp', 'mod_sftp.c'],
    ['ban', 'mod_ban.c'],
  ] as const) {
    const first = hasModule(conditions, module) ? undefined : directives.find(({ name }) => name.startsWith(prefix))
    if (first !== undefined) refuse(first, `${module} is not loaded`)
  }
  for (const directive of directives) {
    const [value = ''] = directive.args
    if (!isResolved(directive.setting)) continue
    if (directive.name === 'tlsrequired' && booleanOf(value) === undefined && !requirement.test(value))
      refuse(directive, 'TLSRequired has another value than on, off, ctrl, auth and data')
    else if (logicals.has(directive.name) && booleanOf(value) === undefined) refuse(directive, 'a switch is neither on nor off')
    else if (directive.name === 'tlsoptions' && directive.args.includes('NoCertRequest'))
      refuse(directive, 'ProFTPD 1.3.8 has no option NoCertRequest')
  }
}

/** What stands in <Global> is judged once for every server. */
function unique(found: readonly Observation[]): readonly Observation[] {
  return [...new Map(found.map((each) => [`${each.key} ${each.trail[0]?.file} ${each.trail[0]?.line}`, each])).values()]
}
