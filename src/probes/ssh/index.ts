import { exchangeKeys, ourOffer } from '../../wire/ssh/exchange.ts'
import { hello, receiveBanner } from '../../wire/ssh/hello.ts'
import { askAlive, askNone, askPassword, beginLogin } from '../../wire/ssh/login.ts'
import type { ProtocolProbes } from '../probe.ts'
import { talking } from '../talking.ts'
import { server } from './server.ts'

export const ssh: ProtocolProbes = {
  protocol: 'ssh',
  overTls: false,
  async plaintext(talk) {
    await receiveBanner(talk)
    return { served: true, said: 'SSH 2.0 is spoken' }
  },
  probes: [server],
  tryLogin: (_target, asking, user, password) =>
    talking(asking, async (talk) => {
      const greeting = await hello(talk, ourOffer)
      await exchangeKeys(greeting, ourOffer)
      await beginLogin(greeting.packets)
      const ways = await askNone(greeting.packets, user)
      if (ways.entered) return { unproven: 'the account is let in without a password' }
      if (!ways.methods.includes('password')) return { unproven: 'no password is taken' }
      const answer = await askPassword(greeting.packets, user, password)
      if (answer.entered) {
        await askAlive(greeting.packets)
        return 'accepted'
      }
      return answer.partial ? { unproven: 'the password is right, and another proof is wanted as well' } : 'refused'
    }),
}
