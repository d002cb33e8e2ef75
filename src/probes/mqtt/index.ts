import type { Learned } from '../../model/observed.ts'
import { attempt } from '../../wire/fault.ts'
import { connectMqtt } from '../../wire/mqtt.ts'
import type { Probe, ProtocolProbes } from '../probe.ts'
import { talking } from '../talking.ts'

/** CONNACK: 4 is a bad name or password, 5 not authorised (MQTT 3.1.1, section 3.2.2.3). */
function isRefusal(code: number): boolean {
  return code === 4 || code === 5
}

const logins: Probe = {
  id: 'mqtt/logins',
  asks: 'whether a client without a name, or with a made-up name and password, is let in',
  connections: 2,
  async ask(_target, asking): Promise<Learned> {
    const client = `ringwall-${asking.random(6)}`
    const nameless = await attempt(() => talking(asking, (talk) => connectMqtt(talk, client, undefined, 'CONNECT without a name')))
    if (!nameless.ok) {
      const wantsCertificate = /alert.*certificate/i.test(nameless.fault.detail) && asking.transport.tls === 'direct'
      if (wantsCertificate) return { said: 'a client without a certificate is turned away', authentication: 'certificate' }
      return { said: 'no answer to CONNECT', unproven: [nameless.fault.detail] }
    }
    if (nameless.value === 0) return { said: 'a client without a name is let in', authentication: 'none' }
    const said = `a client without a name is answered with ${nameless.value}`
    if (!isRefusal(nameless.value)) return { said, unproven: [`CONNACK ${nameless.value} tells nothing of log-ins`] }
    const account = { user: `nobody-${asking.random(6)}`, password: asking.random(16) }
    const madeUp = await attempt(() => talking(asking, (talk) => connectMqtt(talk, client, account, 'CONNECT with a made-up account')))
    if (!madeUp.ok) return { said, authentication: 'password', unproven: [`whether any account is taken: ${madeUp.fault.detail}`] }
    if (madeUp.value === 0) return { said: `${said}, and any account is let in`, authentication: 'none' }
    return { said: `${said}, a made-up account with ${madeUp.value}`, authentication: 'password' }
  },
}

export const mqtt: ProtocolProbes = {
  protocol: 'mqtt',
  async plaintext(talk, _target, random) {
    const code = await connectMqtt(talk, `ringwall-${random(6)}`, undefined, 'CONNECT without a name')
    return { served: true, said: `CONNECT without TLS is answered with ${code}` }
  },
  probes: [logins],
  async tryLogin(_target, asking, user, password) {
    const code = await talking(asking, (talk) => connectMqtt(talk, `ringwall-${asking.random(6)}`, { user, password }, 'CONNECT with an account'))
    if (code === 0) return 'accepted'
    return isRefusal(code) ? 'refused' : { unproven: `CONNACK ${code}` }
  },
}
