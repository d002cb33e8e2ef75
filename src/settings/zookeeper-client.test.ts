import { expect, it } from 'vitest'
import { view } from '../model/fact.ts'
import { findConnections } from '../protocols/references.ts'
import type { ComponentSketch } from '../testing/component.ts'
import { component } from '../testing/component.ts'
import { clientProperties, withZookeeperSettings } from './zookeeper-client.ts'

/** Encryption, verification, log-in and name of the one connection. */
function end(options: string, sketch: ComponentSketch = {}): string {
  const input = component({ ...sketch, env: { ZOOKEEPER_CONNECT: 'zk:2281', JAVA_TOOL_OPTIONS: options } })
  const [found] = findConnections(input).map((reading) => withZookeeperSettings(reading, input))
  const facts = [found!.encryption, found!.verification, found!.authentication].map((fact) => view<string>(fact))
  return [...facts.map((seen) => (seen.known ? seen.value : '?')), found!.user?.value ?? '-'].join(' ')
}

const secure = clientProperties('/ca.crt').join(' ')
const jaas = '-Djava.security.auth.login.config=/jaas.conf'
const digest = 'org.apache.zookeeper.server.auth.DigestLoginModule required'
const file = (section: string): ComponentSketch => ({ files: { '/jaas.conf': section } })

it.each<[string, string, ComponentSketch, string]>([
  ['nothing', '-Xmx1g', {}, 'none none none -'],
  ['TLS', secure, {}, 'required name none -'],
  ['TLS for any name', `${secure} -Dzookeeper.ssl.hostnameVerification=false`, {}, 'required chain none -'],
  ['TLS that the command takes back', secure, { command: ['java', '-Dzookeeper.client.secure=false', 'Main'] }, 'none none none -'],
  ['a log-in', jaas, file(`Client {\n${digest}\nusername="ann"\npassword="pear";\n};`), 'none none password ann'],
  ['a log-in by Kerberos', jaas, file('Client {\ncom.sun.security.auth.module.Krb5LoginModule required;\n};'), 'none none kerberos -'],
  ['a log-in of others', jaas, file(`KafkaClient {\n${digest}\nusername="ann"\npassword="pear";\n};`), 'none none none -'],
  [
    'a section of another name',
    `${jaas} -Dzookeeper.sasl.clientconfig=Zk`,
    file(`Zk {\n${digest}\nusername="ann"\npassword="pear";\n};`),
    'none none password ann',
  ],
  ['a file that is not here', jaas, {}, 'none none none -'],
])('%s', (_, options, sketch, wanted) => {
  expect(end(options, sketch)).toBe(wanted)
})
