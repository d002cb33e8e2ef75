import type { Fact } from '../../model/fact.ts'
import { configured, unknown } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import type { Authentication, Protocol } from '../../model/vocabulary.ts'

export interface ServerPort {
  readonly port: number
  readonly protocol: Protocol
  readonly secure: boolean
  readonly trail: readonly Place[]
}

const elements = [
  { name: 'http_port', port: 8123, protocol: 'http', secure: false, usual: true },
  { name: 'tcp_port', port: 9000, protocol: 'clickhouse', secure: false, usual: true },
  { name: 'mysql_port', port: 9004, protocol: 'mysql', secure: false, usual: false },
  { name: 'https_port', port: 8443, protocol: 'http', secure: true, usual: false },
  { name: 'tcp_port_secure', port: 9440, protocol: 'clickhouse', secure: true, usual: false },
] as const

/** Ports of the image's configuration, changed by what is mounted; `mysql_port` counts only when it is published. */
export function serverPorts(input: ComponentInput): readonly ServerPort[] {
  const files = filesOf(input, 'config')
  return elements.flatMap(({ name, port, protocol, secure, usual }) => {
    let found: ServerPort | undefined =
      usual || (!secure && input.ports.some(({ target }) => target.from <= port && target.to >= port))
        ? { port, protocol, secure, trail: [] }
        : undefined
    for (const { file, lines, whole } of files) {
      if (whole) found = undefined
      for (const [index, line] of lines.entries()) {
        const written = new RegExp(`<${name}(?:\\s[^>]*)?>\\s*(\\d{1,5})?`).exec(line)
        if (written === null || /^\s*<!--/.test(line)) continue
        if (/remove\s*=/.test(written[0])) found = undefined
        else if (written[1] !== undefined) found = { port: Number(written[1]), protocol, secure, trail: [{ file, line: index + 1 }] }
      }
    }
    return found === undefined ? [] : [found]
  })
}

/** What mounted users files say of passwords; undefined when there is none. The weakest account counts. */
export function usersFile(input: ComponentInput): Fact<Authentication> | undefined {
  let good: Place | undefined
  for (const { file, lines } of filesOf(input, 'users')) {
    for (const [index, line] of lines.entries()) {
      const place = { file, line: index + 1 }
      if (/<password>\s*<\/password>|<password\s*\/>|<no_password/.test(line) && !/^\s*<!--/.test(line))
        return configured('none', [place], 'an account has an empty password')
      if (/<(password(_sha256_hex|_double_sha1_hex)?|ldap|kerberos|ssl_certificates)[\s>]/.test(line)) good ??= place
    }
  }
  if (good !== undefined) return configured('password', [good])
  return input.open('/etc/clickhouse-server/users.xml').state === 'text'
    ? unknown('the users file names no password', { file: 'users.xml', line: 1 })
    : undefined
}

function filesOf(
  input: ComponentInput,
  kind: 'config' | 'users',
): readonly { readonly file: string; readonly lines: readonly string[]; readonly whole: boolean }[] {
  const folder = `/etc/clickhouse-server/${kind}.d`
  const more = input
    .list(folder)
    .filter((name) => name.endsWith('.xml'))
    .toSorted()
  return [`/etc/clickhouse-server/${kind}.xml`, ...more.map((name) => `${folder}/${name}`)].flatMap((path, index) => {
    const opened = input.open(path)
    return opened.state === 'text' ? [{ file: opened.file, lines: opened.text.split('\n'), whole: index === 0 }] : []
  })
}
