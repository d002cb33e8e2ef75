import { expect, it } from 'vitest'
import { view } from '../model/fact.ts'
import { clientEnd } from './client-defaults.ts'
import { parseConnectionString } from './connection-string.ts'
import { portOf, portUse } from './ports.ts'

const place = { file: 'compose.yml', line: 7 }

function end(text: string): unknown[] {
  const parsed = parseConnectionString(text)
  if (parsed === undefined) throw new Error(`not read: ${text}`)
  const { encryption, verification, authentication } = clientEnd(parsed, [place])
  return [encryption, verification, authentication].map((fact) => {
    const seen = view<string>(fact)
    return seen.known ? `${seen.value} ${seen.basis}` : 'unknown'
  })
}

it.each([
  ['postgresql://u:p@db/a', ['unknown', 'unknown', 'password configured']],
  ['postgresql+psycopg2://u:p@db/a', ['optional default', 'none default', 'password configured']],
  ['jdbc:postgresql://db/a', ['optional default', 'none default', 'unknown']],
  ['postgresql://u@db/a?sslmode=verify-full&sslcert=/c.pem', ['required configured', 'name configured', 'certificate configured']],
  ['mysql+pymysql://u:p@db/a', ['none default', 'none default', 'password configured']],
  ['redis://cache', ['none configured', 'none configured', 'none default']],
  ['rediss://:p@cache', ['required configured', 'unknown', 'password configured']],
  ['mongodb://m/db', ['none default', 'none default', 'none default']],
  ['amqp://rabbit', ['none configured', 'none configured', 'password default']],
  ['https://es:9200', ['required configured', 'name default', 'unknown']],
  ['ldap://dir', ['none default', 'none default', 'unknown']],
  ['ldaps://dir', ['required configured', 'unknown', 'unknown']],
])('%s', (text, expected) => {
  expect(end(text)).toEqual(expected)
})

it('knows ports both ways', () => {
  expect(portUse(5005)).toEqual({ protocol: 'debug', purpose: 'debug', tls: 'none' })
  expect(portUse(2375)?.purpose).toBe('admin')
  expect(portUse(12345)).toBeUndefined()
  expect([portOf('ldap'), portOf('ldap', true), portOf('tcp')]).toEqual([389, 636, undefined])
})
