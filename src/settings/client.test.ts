import { expect, it } from 'vitest'
import { configured, view } from '../model/fact.ts'
import { setting } from '../model/setting.ts'
import type { ConnectionReading } from '../model/technology.ts'
import type { Client } from './client.ts'
import { connectionsTo } from './client.ts'

const at = { file: 'compose.yml', line: 7 }
const beside = { file: 'compose.yml', line: 8 }

function ends(address: string, client: Partial<Client> = {}): readonly string[] {
  return connectionsTo(setting(address, at), { key: 'URL', ...client }).map(show)
}

function show({ protocol, host, port, encryption, verification, authentication }: ConnectionReading): string {
  const facts = [encryption, verification, authentication].map((fact) => view<string>(fact)).map((seen) => (seen.known ? seen.value : 'unknown'))
  return [protocol, host, port ?? 'no port', ...facts].join(' ')
}

it.each<[string, Partial<Client>, string[]]>([
  ['http://api', {}, ['http api 80 none none none']],
  ['https://api/v1', {}, ['http api 443 required name none']],
  ['https://logs/push', { protocol: 'loki' }, ['loki logs 443 required name none']],
  ['postgresql://a:b@db:5433/x', { library: 'libpq' }, ['postgres db 5433 optional none password']],
  ['mongodb://a:b@one:1,two:2/?tls=true', {}, ['mongodb one 1 required name password', 'mongodb two 2 required name password']],
  ['mail:25', { protocol: 'smtp' }, ['smtp mail 25 none none none']],
  ['mail', { protocol: 'smtp', defaultPort: 587, encryption: configured('required', [beside]) }, ['smtp mail 587 required name none']],
  ['mail', {}, []],
  ['two words', { protocol: 'smtp' }, []],
])('%s asks for %j', (address, client, wanted) => {
  expect(ends(address, client)).toEqual(wanted)
})

it('lets what is set beside the address win', () => {
  const password = setting('beside', beside)
  const [found] = connectionsTo(setting('redis://:inside@cache:6379', at), { key: 'URL', password })
  expect(found).toMatchObject({ password, authentication: { claims: [{ value: 'password', trail: [beside] }] } })
  expect(ends('https://api', { token: setting('t', beside) })).toEqual(['http api 443 required name token'])
  expect(ends('https://api', { verification: configured('none', [beside]) })).toEqual(['http api 443 required none none'])
  expect(ends('https://api', { password: setting('', beside) })).toEqual(['http api 443 required name none'])
})

it('hands on what the product cannot do, and where the connection starts', () => {
  const [found] = connectionsTo(setting('http://api', at), { key: 'URL', cannot: 'no key for it', fromOutside: true })
  expect(found).toMatchObject({ cannot: 'no key for it', fromOutside: true, key: 'URL', trail: [at] })
})
