import type { Learned } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import { attempt } from '../../wire/fault.ts'
import { exchangeKeys, ourOffer } from '../../wire/ssh/exchange.ts'
import type { Hello } from '../../wire/ssh/hello.ts'
import { hello } from '../../wire/ssh/hello.ts'
import type { HostKey } from '../../wire/ssh/host-key.ts'
import type { LoginAnswer } from '../../wire/ssh/login.ts'
import { askNone, beginLogin } from '../../wire/ssh/login.ts'
import type { Asking, Probe, Target } from '../probe.ts'
import { talking } from '../talking.ts'
import { algorithmObservations } from './algorithms.ts'

/**
 * All of it on one connection: since 9.8 OpenSSH counts connections that never log in (PerSourcePenalties, sshd_config(5)).
 * No password is sent: the request `none` makes the server say which ways there are (RFC 4252, section 5.2).
 */
export const server: Probe = {
  id: 'ssh/server',
  asks: 'algorithms, the host key and which ways to log in are offered; no password is sent',
  connections: 1,
  ask: (target, asking) =>
    talking(asking, async (talk) => {
      const greeting = await hello(talk, ourOffer)
      const rest = await attempt(() => further(greeting, target, asking))
      return learned(greeting, rest.ok ? rest.value : undefined, rest.ok ? undefined : rest.fault.detail)
    }),
}

interface Further {
  readonly key: HostKey
  readonly answer: LoginAnswer
}

async function further(greeting: Hello, { users }: Target, { random }: Asking): Promise<Further> {
  const key = await exchangeKeys(greeting, ourOffer)
  await beginLogin(greeting.packets)
  return { key, answer: await askNone(greeting.packets, users[0] ?? `nobody-${random(6)}`) }
}

function learned({ banner, offer }: Hello, rest: Further | undefined, why: string | undefined): Learned {
  const version = /OpenSSH_(\d+(?:\.\d+)+)/.exec(banner)?.[1]
  const observations = algorithmObservations(offer)
  const told = { observations, ...(version === undefined ? {} : { version }) }
  const product = version === undefined ? 'SSH 2.0' : `OpenSSH ${version}`
  if (rest === undefined) return { ...told, said: product, unproven: [`host key and ways to log in: ${why ?? 'no answer'}`] }
  const { key, answer } = rest
  const known = { ...told, hostKey: { type: key.type, fingerprint: key.fingerprint } }
  const keyed = `${product}; host key ${key.type} of ${key.bits} bits, ${key.fingerprint}`
  const all = [...observations, ...shortKey(key)]
  if (answer.entered)
    return { ...known, said: `${keyed}; whoever comes is let in`, authentication: 'none', observations: [...all, withoutAnything()] }
  const methods = answer.methods.filter((name) => /^[a-z-]{1,30}$/.test(name))
  const passwords = methods.filter((name) => name === 'password' || name === 'keyboard-interactive')
  const said = `${keyed}; ways to log in: ${methods.join(', ') || 'none'}`
  if (passwords.length > 0) return { ...known, said, authentication: 'password', observations: [...all, ...offered(passwords)] }
  if (methods.includes('publickey')) return { ...known, said, authentication: 'certificate', observations: [...all, ...offered([])] }
  if (methods.includes('gssapi-with-mic')) return { ...known, said, authentication: 'kerberos', observations: [...all, ...offered([])] }
  return { ...known, said, observations: all, unproven: ['no way to log in is offered to this account'] }
}

function offered(passwords: readonly string[]): readonly Observation[] {
  const base = {
    concern: 'remote-login',
    basis: 'observed',
    trail: [],
    message: 'passwords are taken, which can be guessed and are given away to false hosts',
    expected: 'publickey alone',
    stake: 'defence',
  } as const
  // who takes passwords one way has that key of sshd_config to mend, who takes none has neither
  const keys = { password: 'PasswordAuthentication', 'keyboard-interactive': 'KbdInteractiveAuthentication' }
  return Object.entries(keys).map(([method, key]) => {
    const isOffered = passwords.includes(method)
    return {
      ...base,
      key,
      verdict: isOffered ? 'unsafe' : 'safe',
      actual: isOffered ? `${method} is offered` : `${method} is not offered`,
      fix: `write ${key} no into sshd_config, after everybody has a key`,
    }
  })
}

function withoutAnything(): Observation {
  return {
    concern: 'remote-login',
    key: 'PermitEmptyPasswords',
    verdict: 'unsafe',
    basis: 'observed',
    trail: [],
    message: 'accounts without a password are open to everybody',
    actual: 'a request without password and key is let in',
    expected: 'PermitEmptyPasswords no',
    fix: 'write PermitEmptyPasswords no into sshd_config',
    stake: 'takeover',
  }
}

function shortKey({ type, bits }: HostKey): readonly Observation[] {
  const isShort = type === 'ssh-rsa' && bits < 2048
  return [
    {
      concern: 'host-key',
      key: 'HostKey',
      verdict: isShort ? 'unsafe' : 'safe',
      basis: 'observed',
      trail: [],
      message: 'the host key is too short: who factors it is the host',
      actual: `${type}, ${bits} bits`,
      expected: 'ssh-ed25519, or RSA of at least 3072 bits',
      fix: 'make a host key with ssh-keygen -t ed25519, and give its fingerprint to the clients',
      stake: 'traffic',
    },
  ]
}
