import type { ComponentInput } from '../../model/input.ts'
import type { Pace, ProgramBehind } from '../../model/technology.ts'
import { splitHostPort } from '../../protocols/address.ts'
import { loaded } from './read.ts'
import { addressOf } from './targets.ts'

/** Modules of others that count requests: mod_evasive, mod_qos, ModSecurity. */
const counting = /^(?:dos|qs_|sec)/

/** Apache 2.4 has no module of its own that counts the requests of an address: mod_ratelimit holds back the bytes of an answer. */
export function paceOf(input: ComponentInput, { host, port }: ProgramBehind, paths: readonly string[]): readonly Pace[] | undefined {
  const { all } = loaded(input, [])
  if (all.some(({ name }) => counting.test(name))) return undefined
  const passed = all.flatMap((each) => {
    const [, scheme, authority = '', path = ''] = /^(https?):\/\/([^/\s?]+)([^\s?]*)/i.exec(addressOf(each) ?? '') ?? []
    const address = splitHostPort(authority)
    return address.host === host && (address.port ?? (scheme === 'https' ? 443 : 80)) === (port ?? 80) ? [path.replace(/\$\d.*$/, '')] : []
  })
  return paths.map((path) => ({ path, perMinute: passed.some((prefix) => path.startsWith(prefix)) ? 'unlimited' : 0 }))
}
