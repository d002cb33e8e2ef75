import { describe, expect, it } from 'vitest'
import { plainText } from '../model/text.ts'
import { parseConnectionString } from './connection-string.ts'
import type { UrlChange } from './url-rewrite.ts'
import { rewriteUrl } from './url-rewrite.ts'

const password = { name: 'redis-app', value: 'f00d' }

function rewritten(text: string, change: UrlChange): string {
  const found = rewriteUrl(text, change)
  return typeof found === 'object' && 'cannot' in found ? `cannot: ${found.cannot}` : plainText(found)
}

describe('an address', () => {
  it.each<[string, UrlChange, string]>([
    ['redis://redis:6379/0', { isSecure: true, port: 6380 }, 'rediss://redis:6380/0'],
    ['redis://redis/0', { port: 6380 }, 'redis://redis:6380/0'],
    ['rediss://redis:6380', { isSecure: true, port: 6380 }, 'rediss://redis:6380'],
    ['redis://:old@redis:6379/0', { login: { user: 'app', password } }, 'redis://app:f00d@redis:6379/0'],
    ['redis://redis:6379/0', { login: { password } }, 'redis://:f00d@redis:6379/0'],
    ['redis://${U}:${P}@${H:-redis}:6379/${D}', { isSecure: true, port: 6380 }, 'rediss://${U}:${P}@${H:-redis}:6380/${D}'],
    [
      'postgresql+psycopg2://u:p@db/x',
      { isSecure: true, parameters: new Map([['sslmode', 'verify-full']]) },
      'postgresql+psycopg2://u:p@db/x?sslmode=verify-full',
    ],
    [
      'postgresql://u:p@db/x?a=1&ssl-mode=disable#f',
      { parameters: new Map([['sslmode', 'verify-full']]) },
      'postgresql://u:p@db/x?a=1&sslmode=verify-full#f',
    ],
    [
      'postgresql://db/x?ssl=true',
      { parameters: new Map([['sslrootcert', '/etc/a b']]), without: new Set(['ssl']) },
      'postgresql://db/x?sslrootcert=/etc/a%20b',
    ],
    ['redis://[::1]:6379', { port: 6380 }, 'redis://[::1]:6380'],
    ['mongodb://a:1,b:1/x', { port: 2 }, 'mongodb://a:2,b:2/x'],
    ['redis://${HOST_AND_PORT}/0', { port: 6380 }, 'cannot: the port of the address cannot be told'],
    ['memcached://a:11211', { isSecure: true }, 'cannot: memcached:// has no form with TLS'],
    ['redis:6379', { port: 1 }, 'cannot: the address does not begin with a scheme'],
  ])('%s', (text, change, expected) => expect(rewritten(text, change)).toBe(expected))

  it('names the password that it may not repeat', () => {
    const found = rewriteUrl('postgres://u:p%40@db/x', { port: 1, conceal: 'app-url' })
    expect(found).toEqual(['postgres://u:', { name: 'app-url', value: 'p%40' }, '@db:1/x'])
  })

  it('puts a path before the first parameters of MongoDB', () => {
    expect(rewritten('mongodb://db:27017', { parameters: new Map([['tls', 'true']]) })).toBe('mongodb://db:27017/?tls=true')
    expect(rewritten('mongodb://db:27017', { port: 1 })).toBe('mongodb://db:1')
  })

  it('says the same as before but for what was asked', () => {
    const text = 'postgresql://u:p@db:5432/x?application_name=a'
    const [before, after] = [
      parseConnectionString(text)!,
      parseConnectionString(rewritten(text, { parameters: new Map([['sslmode', 'verify-full']]) }))!,
    ]
    expect(after).toMatchObject({
      user: 'u',
      password: 'p',
      database: 'x',
      endpoints: before.endpoints,
      encryption: 'required',
      verification: 'name',
    })
  })
})
