import { attempt } from '../../wire/fault.ts'
import { ftpUpgrade } from '../../wire/starttls.ts'
import type { ProtocolProbes } from '../probe.ts'
import { data } from './data.ts'
import { features } from './features.ts'
import { logins } from './logins.ts'
import { anonymousUser, greeted, madeUpUser, saying, session } from './session.ts'

export const ftp: ProtocolProbes = {
  protocol: 'ftp',
  /** Turned away is who may not even say a name; the same name, welcome over TLS, is the control. */
  async plaintext(talk, _target, random, again) {
    await greeted(talk)
    const say = saying(talk)
    const madeUp = await madeUpUser(say, random)
    const said = `a made-up name in clear is answered with ${madeUp}`
    if (madeUp < 500) return { served: true, said }
    // some hang up after the first name
    const stranger = await attempt(() => say(`USER ${anonymousUser}`))
    if (stranger.ok && stranger.value.code < 500) return { served: true, said: `${said}, and anonymous with ${stranger.value.code}` }
    const secure = await attempt(async () => {
      const inside = await again('tls')
      try {
        return await madeUpUser(saying(inside), random)
      } finally {
        inside.end()
      }
    })
    if (!secure.ok) return { served: true, said: `${said}, and there is no TLS to hold it against` }
    if (secure.value === 331) return { served: false, said: `${said}, and over TLS it is asked for its password` }
    return { served: 'unproven', said, why: `over TLS a made-up name is answered with ${secure.value}: the refusal may be for another reason` }
  },
  upgrade: ftpUpgrade,
  probes: [features, logins, data],
  tryLogin: (_target, asking, user, password) =>
    session(asking, async ({ say }) => {
      if (/[\r\n]/.test(user + password)) return { unproven: 'the account cannot be said in one line' }
      const asked = (await say(`USER ${user}`, 'USER <account>')).code
      if (asked === 230) return { unproven: 'the name is let in without a password' }
      if (asked !== 331) return { unproven: `the name is answered with ${asked}` }
      const answer = (await say(`PASS ${password}`, 'PASS <password>')).code
      if (answer === 230) {
        const folder = (await say('PWD')).code
        return folder === 257 || folder === 550 ? 'accepted' : { unproven: `the password is taken, and PWD is answered with ${folder}` }
      }
      return answer === 530 ? 'refused' : { unproven: `the password is answered with ${answer}` }
    }),
}
