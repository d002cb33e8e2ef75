import type { Learned } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import { attempt } from '../../wire/fault.ts'
import { askBinary, askSettings, askVersion } from '../../wire/memcached.ts'
import type { Asking, Probe } from '../probe.ts'

/** Whether commands are taken without a log-in, and the settings that matter where they are told. */
export const authentication: Probe = {
  id: 'memcached/authentication',
  asks: 'whether commands are taken without a log-in, and whether datagrams are answered',
  connections: 2,
  async ask(_target, asking) {
    const text = await attempt(() => inText(asking))
    if (text.ok) return text.value
    const conversation = await asking.talk()
    try {
      const state = await askBinary(conversation)
      if (state === 0x20) return { said: 'a log-in by SASL is asked for', authentication: 'password' }
      if (state === 0) return { said: 'the binary protocol is answered without a log-in', authentication: 'none' }
      return { said: `the binary protocol is answered with state ${state}`, unproven: [`state ${state} tells nothing of log-ins`] }
    } finally {
      conversation.end()
    }
  },
}

async function inText(asking: Asking): Promise<Learned> {
  const conversation = await asking.talk()
  try {
    const { word, rest } = await askVersion(conversation)
    if (word === 'CLIENT_ERROR' && rest.includes('unauthenticated')) return { said: 'a log-in is asked for', authentication: 'password' }
    if (word !== 'VERSION') return { said: `version is answered with ${word}`, unproven: [`${word} tells nothing of log-ins`] }
    const version = /^\d+(?:\.\d+)*/.exec(rest)?.[0]
    const observations = datagrams(await askSettings(conversation))
    return {
      said: 'commands are taken without a log-in',
      authentication: 'none',
      ...(version === undefined ? {} : { version }),
      ...(observations.length === 0 ? {} : { observations }),
    }
  } finally {
    conversation.end()
  }
}

/** What the server says of its port for datagrams; from 1.5.6 on it has none unless it is told so. */
function datagrams(settings: ReadonlyMap<string, string>): readonly Observation[] {
  const port = settings.get('udpport')
  if (port === undefined || !/^\d{1,5}$/.test(port)) return []
  return [
    {
      concern: 'anonymous-access',
      key: 'udp-port',
      verdict: port === '0' ? 'safe' : 'unsafe',
      trail: [],
      basis: 'observed',
      message: 'memcached answers datagrams, for which there is no log-in and whose sender can be made up: it floods others on demand',
      actual: port === '0' ? 'off' : `port ${port}`,
      expected: 'off',
      fix: 'start it with -U 0',
      stake: 'availability',
    },
  ]
}
