import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ListenerReading, Reading } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { secretVariable, variable } from '../../settings/environment.ts'
import { filled } from '../../settings/given.ts'
import type { DeadKeyRule } from '../../settings/rules.ts'
import { deadKeys } from '../../settings/rules.ts'
import { addressesOf, certificates, shownBy } from './options.ts'

/** Variables of Bitnami's image. */
const ignoredByImage: readonly DeadKeyRule[] = [
  {
    key: 'MEMCACHED_PASSWORD',
    why: 'the official image reads no variables: Memcached still asks for no password',
    fix: 'start it with -Y and a file of names and passwords, or with -S',
    stake: 'data',
  },
]

/** Options of memcached 1.6, doc/memcached.1. */
export function read(input: ComponentInput): Reading {
  const rebuilt = matchesImage(input.image, ['bitnami/memcached'])
  const words = commandLine(input)
  const sasl = flag(words, ['-S', '--enable-sasl'], true)?.at
  const file = flag(words, ['-Y', '--auth-file'])?.value
  const secure = flag(words, ['-Z', '--enable-ssl'], true)?.at
  const joined = (letter: string): string | undefined =>
    words.find(({ value }) => value.startsWith(`-${letter}`) && value.length > 2 && !value.startsWith('--'))?.value.slice(2)
  const port = flag(words, ['-p', '--port'])?.value?.value ?? joined('p') ?? (rebuilt ? variable(input, 'MEMCACHED_PORT_NUMBER')?.value : undefined)
  const password = rebuilt ? filled(secretVariable(input, 'MEMCACHED_PASSWORD')) : undefined
  const user = rebuilt ? variable(input, 'MEMCACHED_USERNAME') : undefined
  const login = sasl ?? file ?? password?.value
  const number = port !== undefined && /^\d{1,5}$/.test(port) ? Number(port) : 11_211
  const authentication: Fact<Authentication> =
    login === undefined
      ? byDefault('none', 'memcached asks for no login unless it gets -S or -Y (all versions)', [input.at])
      : configured('password', login.trail)
  const plain: Fact<Encryption> = byDefault('none', 'memcached speaks plaintext unless it gets -Z (all versions)', [input.at])
  return {
    listeners: addressesOf(words).map(({ isPlain, isLocal, port: own = number, from }): ListenerReading => {
      const isTls = secure !== undefined && !isPlain
      const mutual = isTls && login === undefined ? certificates(words) : undefined
      return {
        port: own,
        protocol: 'memcached',
        purpose: 'data',
        tls: secure === undefined ? plain : configured(isTls ? 'required' : 'none', from?.trail ?? secure.trail),
        authentication: mutual === undefined ? authentication : configured('certificate', mutual.trail),
        ...(isLocal && from !== undefined ? { bind: configured<'all' | 'loopback'>('loopback', from.trail) } : {}),
        ...(isTls ? shownBy(words) : {}),
      }
    }),
    accounts:
      password === undefined
        ? []
        : [{ ...(user === undefined ? {} : { user }), password: password.value, power: 'application', key: password.key, port: 11_211 }],
    deadKeys: matchesImage(input.image, ['memcached']) ? deadKeys(ignoredByImage, (key) => variable(input, key)) : [],
    image: { runsAs: 'user', healthcheck: false },
  }
}
