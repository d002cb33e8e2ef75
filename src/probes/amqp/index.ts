import { beginAmqp, loginAmqp } from '../../wire/amqp.ts'
import type { ProtocolProbes } from '../probe.ts'
import { talking } from '../talking.ts'
import { refused, server } from './server.ts'

export const amqp: ProtocolProbes = {
  protocol: 'amqp',
  async plaintext(talk) {
    await beginAmqp(talk)
    return { served: true, said: 'the protocol header without TLS is answered' }
  },
  probes: [server],
  tryLogin: (_target, asking, user, password) =>
    talking(asking, async (talk) => {
      const { mechanisms } = await beginAmqp(talk)
      if (!mechanisms.includes('PLAIN')) return { unproven: 'PLAIN is not offered' }
      if (/\0/.test(user + password)) return { unproven: 'the account cannot be said in PLAIN' }
      const answer = await loginAmqp(talk, 'PLAIN', `\0${user}\0${password}`, 'log-in with an account')
      // tune is what follows a log-in alone; the virtual host is not opened, which may be another's
      if (answer === 'tune') return 'accepted'
      return answer === refused ? 'refused' : { unproven: `the log-in is answered with ${answer}` }
    }),
}
