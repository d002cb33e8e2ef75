import type { Setting } from '../../model/setting.ts'
import { parsePort } from '../../protocols/address.ts'
import type { Options } from './options.ts'

/** One server of an ensemble, as `server.N` has it. */
export interface Member {
  readonly host: string
  readonly ports: readonly number[]
  /** Where clients call it, in the form of 3.5 and later: `;[address:]port`. */
  readonly client?: { readonly address: string; readonly port: number }
  readonly setting: Setting
}

/** `host:2888:3888[:role][;[address:]2181]`, several addresses apart by `|` (administrator's guide, 3.9: cluster options). */
export function members(options: Options): readonly Member[] {
  const written = [...options.all].flatMap(([key, setting]) => (/^server\.\d+$/.test(key) ? [{ setting, text: setting.value }] : []))
  const listed = options.get('servers')
  const many = (listed?.value ?? '').split(/[\s,]+|;(?=[^;]*:\d+:\d+)/).flatMap((text) => {
    const spec = text.replace(/^server\.\d+=/, '')
    return listed === undefined || !spec.includes(':') ? [] : [{ setting: listed, text: spec }]
  })
  return [...written, ...many].flatMap(({ setting, text }) => {
    const [addresses = '', client] = text.trim().split(';')
    const found = /^\s*(\[[^\]]*\]|[^:\s]+):(\d{1,5})(?::(\d{1,5}))?/.exec(addresses.split('|')[0] ?? '')
    if (found === null) return []
    const ports = [found[2], found[3]].flatMap((port) => parsePort(port ?? '') ?? [])
    const door = /^(?:(.*):)?(\d{1,5})$/.exec((client ?? '').trim())
    const port = parsePort(door?.[2] ?? '')
    return [{ host: found[1] ?? '', ports, setting, ...(port === undefined ? {} : { client: { address: door?.[1] ?? '', port } }) }]
  })
}
