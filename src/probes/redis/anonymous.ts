import { askRedis } from '../../wire/redis.ts'
import type { Probe } from '../probe.ts'
import { observeRights, rightsOf, settingsOf, versionOf } from './rights.ts'
import { observeSettings } from './settings.ts'

/** What is open to who does not log in. Nothing is changed: commands that would are only judged by the server. */
export const anonymousRights: Probe = {
  id: 'redis/anonymous-rights',
  asks: 'where no password is asked: which dangerous commands are open to everybody, and the settings in force',
  connections: 1,
  async ask(_target, asking) {
    const talk = await asking.talk()
    try {
      const { kind } = await askRedis(talk, 'PING')
      if (kind !== 'state') return { said: 'nothing is open without a log-in' }
      const rights = await rightsOf(talk)
      const version = await versionOf(talk)
      const settings = await settingsOf(talk)
      const { tls } = asking.transport
      const observations = [...observeRights(rights, 'Who does not log in'), ...observeSettings(settings, tls === 'direct' || tls === 'upgrade')]
      const said = `without a log-in ${rights.known ? 'allowed' : 'present'}: ${rights.allowed.join(', ') || 'no dangerous command'}`
      return { said: settings.size === 0 ? said : `${said}; the settings can be read`, observations, ...(version === undefined ? {} : { version }) }
    } finally {
      talk.end()
    }
  },
}
