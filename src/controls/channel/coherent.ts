import type { Control, Failed, Judgement } from '../../model/control.ts'
import { view } from '../../model/fact.ts'
import type { Channel, Deployment, Listener } from '../../model/graph.ts'
import { isResolved } from '../../model/setting.ts'
import { componentOf, endName, listenersOf, serverOf } from '../../model/lookup.ts'
import { concerned, reachOf } from '../channels.ts'

export const coherent: Control = {
  id: 'channel/coherent',
  title: 'the two ends of a connection disagree',
  subject: 'channel',
  documentation: {
    why: 'The most expensive faults stand between two files: a password that nobody asks for, TLS to a port that speaks plaintext. Each file looks right alone, and the protection that people believe in is not there.',
    how: 'What the client is told is laid over what the server enforces: credential against authentication, scheme against listener, port against the ports that are listened on.',
    falsePositives:
      'A listener that Ringwall does not know (started by a script inside the image) looks as if nobody listened there; such cases are unknown, not failed.',
    fix: 'Change the end that is wrong, and probe the connection afterwards.',
    references: [],
  },
  *judge(deployment) {
    for (const channel of deployment.channels) {
      if (channel.fromOutside === true || channel.to.kind !== 'component') continue
      const server = serverOf(deployment, channel)
      const found = server === undefined ? noListener(channel, deployment) : [...contradictions(channel, server, deployment)]
      if (found.length > 0) yield* found
      else if (server !== undefined && isCompared(channel, server)) yield { ...base(channel, 'agree', []), verdict: 'pass' }
    }
  },
}

/** Something is known of both ends: without that they cannot be said to agree. */
function isCompared(channel: Channel, server: Listener): boolean {
  return (view(channel.encryption).known && view(server.tls).known) || (view(channel.authentication).known && view(server.authentication).known)
}

function base(channel: Channel, discriminator: string, places: Channel['evidence']): Omit<Judgement & { verdict: 'pass' }, 'verdict'> {
  return { subject: channel.id, discriminator, ...concerned(channel), key: channel.key, locations: [...channel.evidence, ...places] }
}

function* contradictions(channel: Channel, server: Listener, deployment: Deployment): Iterable<Failed> {
  // a listener that is only guessed from its number contradicts nobody
  if (!server.understood) return
  const [asked, offered] = [view(channel.encryption), view(server.tls)]
  const [presents, demands] = [view(channel.authentication), view(server.authentication)]
  const common = { verdict: 'fail' as const, reach: reachOf(channel, deployment) }
  const to = endName(channel)
  if (asked.known && offered.known && asked.value === 'required' && offered.value === 'none') {
    yield {
      ...base(channel, 'tls-to-plaintext', offered.trail),
      ...common,
      stake: 'defence',
      message: `${channel.from} asks ${to}:${server.port} for TLS (${channel.key}), but that port speaks plaintext: the connection fails, or somebody switches TLS off to make it work.`,
      expected: 'TLS at both ends',
      actual: 'client TLS, server plaintext',
      fix: `give ${to} a certificate and a TLS listener on port ${server.port}`,
    }
  }
  if (asked.known && offered.known && asked.value === 'none' && offered.value === 'required') {
    yield {
      ...base(channel, 'plaintext-to-tls', offered.trail),
      ...common,
      stake: 'availability',
      message: `${channel.from} speaks plaintext to ${to}:${server.port} (${channel.key}), which demands TLS: the connection is refused.`,
      expected: 'TLS at both ends',
      actual: 'client plaintext, server TLS',
      fix: `use the TLS form in ${channel.key}`,
    }
  }
  if (!presents.known || !demands.known || demands.basis === 'observed') return
  if (channel.password !== undefined && channel.password.value !== '' && demands.value === 'none') {
    yield {
      ...base(channel, 'password-not-asked', demands.trail),
      ...common,
      stake: 'data',
      message: `${channel.from} is told a password for ${to} (${channel.key}), but ${to} asks for none: everybody who reaches port ${server.port} is let in.`,
      expected: 'the server demands the password',
      actual: 'client has a password, server asks for none',
      fix: `set the same password at ${to}`,
    }
  }
  yield* refused(channel, server, common)
  if (
    presents.value === 'none' &&
    (demands.value === 'password' || demands.value === 'token') &&
    channel.password === undefined &&
    server.purpose === 'data'
  ) {
    yield {
      ...base(channel, 'password-missing', demands.trail),
      ...common,
      stake: 'availability',
      message: `${channel.from} connects to ${to} without a login (${channel.key}), but ${to} demands one: the connection is refused, or the login is written where Ringwall does not see it.`,
      expected: 'a login at both ends',
      actual: 'server demands a login, client has none',
      fix: `give ${channel.from} its own account in ${channel.key}`,
    }
  }
}

/** The user is one whom the server does not let in: told where its settings name all that there are. */
function* refused(channel: Channel, server: Listener, common: Pick<Failed, 'verdict' | 'reach'>): Iterable<Failed> {
  const { logins } = server
  const presents = view(channel.authentication)
  if (logins === undefined || !presents.known || presents.value !== 'password' || (channel.user !== undefined && !isResolved(channel.user))) return
  const given = channel.user?.value ?? ''
  const name = given === '' ? logins.unnamed : given
  const user = logins.users.find((each) => each.name === name)
  if (name === undefined || user?.on === true) return
  const to = endName(channel)
  yield {
    ...base(channel, 'user-refused', user?.trail ?? server.trail ?? []),
    ...common,
    stake: 'availability',
    message: `${channel.from} logs in to ${to} as ${name}${given === '' ? ', since it gives a password without a name' : ''} (${channel.key}), ${user === undefined ? 'whom it does not know' : 'who is switched off there'}: the log-in is refused.`,
    expected: 'a user that is there and switched on',
    actual: user === undefined ? 'no such user' : 'the user is off',
    fix: `give ${channel.from} a user of its own at ${to}, and name it in ${channel.key}`,
  }
}

/** Only where the server's product is known and tells all its ports can it be said that nobody listens. */
function noListener(channel: Channel, deployment: Deployment): readonly Judgement[] {
  if (channel.to.kind !== 'component' || channel.port === undefined) return []
  const target = componentOf(deployment, channel.to.component)
  const ports = listenersOf(deployment, channel.to.component)
  if (target === undefined || target.technology === undefined || ports.length === 0 || !ports.every((listener) => listener.understood)) return []
  const speaks = ports.map((listener) => listener.port).join(', ')
  return [
    {
      ...base(channel, 'nobody-listens', [target.at]),
      verdict: 'unknown',
      message: `${channel.from} connects to port ${channel.port} of ${endName(channel)} (${channel.key}), which is known to listen on ${speaks}.`,
    },
  ]
}
