import type { OpenSocket } from '../model/observed.ts'

/** The sockets in state LISTEN of `/proc/net/tcp` or `tcp6` (proc(5), `net/tcp_ipv4.c`); lines of another form are none. Words are little-endian, as on x86 and ARM. */
export function listening(text: string): readonly OpenSocket[] {
  return text.split('\n').flatMap((line) => {
    const fields = /^\s*\d+: ([\dA-F]{8}|[\dA-F]{32}):([\dA-F]{4}) [\dA-F]+:[\dA-F]{4} 0A \S+ \S+ \S+\s+(\d+) /.exec(line)
    if (fields === null) return []
    const [, address = '', port = '', user = ''] = fields
    return [{ address: written(address), port: Number.parseInt(port, 16), user: Number(user) }]
  })
}

function written(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).toReversed().map((byte) => Number.parseInt(byte, 16)))
  if (bytes.length === 4) return bytes.join('.')
  if (bytes.every((byte) => byte === 0)) return '::'
  const groups = Array.from({ length: 8 }, (_, index) => (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16))
  return groups.join(':')
}
