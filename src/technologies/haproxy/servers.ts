import { byDefault, configured } from '../../model/fact.ts'
import { withText } from '../../model/setting.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import type { Protocol, Verification } from '../../model/vocabulary.ts'
import type { Fact } from '../../model/fact.ts'
import { splitHostPort } from '../../protocols/address.ts'
import { portUse } from '../../protocols/ports.ts'
import type { Line, Section } from './sections.ts'
import { after, based, lineOf } from './sections.ts'

/** The `server` lines of a backend or listen section, `server-template` among them. */
export function servers(section: Section, all: readonly Section[]): readonly ConnectionReading[] {
  // each default-server line adds to those before it
  const usual = [...section.defaults, ...section.lines].flatMap(({ words }) => (words[0] === 'default-server' ? words.slice(1) : []))
  const isTcp = lineOf(section, 'mode')?.words[1] !== 'http'
  const lax = all
    .flatMap(({ kind, lines }) => (kind === 'global' ? lines : []))
    .find(({ words }) => words[0] === 'ssl-server-verify' && words[1] === 'none')
  return section.lines.flatMap((line) => {
    const kind = line.words[0]
    const address = kind === 'server' ? line.words[2] : kind === 'server-template' ? line.words[3] : undefined
    if (address === undefined || /^(?:unix|abns|fd)@|^\//.test(address)) return []
    const { host, port } = splitHostPort(address.replace(/^(?:ipv[46]|tcp[46]?)@/, '').replace(/:\+\d+$/, ''))
    if (host === '') return []
    const options: Line = { ...line, words: [...usual, ...line.words] }
    const trail = line.from.trail
    const isTls = options.words.lastIndexOf('ssl') > options.words.lastIndexOf('no-ssl')
    const authority = after(options, 'ca-file')
    return [
      {
        protocol: protocolOf(isTcp, port),
        host,
        ...(port === undefined ? {} : { port }),
        encryption: configured(isTls ? 'required' : 'none', trail),
        verification: isTls ? verification(line, options, lax) : byDefault('none', 'nothing is checked without TLS', trail),
        authentication:
          options.words.includes('crt') && isTls
            ? configured('certificate', trail)
            : byDefault('delegated', 'HAProxy passes on what the caller sends', trail),
        ...(authority === undefined || authority.startsWith('@') ? {} : { authority: withText(line.from, based(authority, all, 'ca-base')) }),
        key: `${section.name} ${line.words[1] ?? ''}`.trim(),
        trail,
      },
    ]
  })
}

function protocolOf(isTcp: boolean, port: number | undefined): Protocol {
  if (!isTcp) return 'http'
  return (port === undefined ? undefined : portUse(port)?.protocol) ?? 'tcp'
}

/** `verify required` is the default of server lines (HAProxy 1.8 and later); a name is compared with `verifyhost` or what `sni` sends. */
function verification(line: Line, options: Line, lax: Line | undefined): Fact<Verification> {
  const trail = line.from.trail
  const own = after(options, 'verify')
  if (own === 'none') return configured('none', trail)
  if (own === undefined && lax !== undefined) return configured('none', lax.from.trail, 'ssl-server-verify none')
  const checksName = options.words.includes('verifyhost') || options.words.includes('sni')
  const value = checksName ? 'name' : 'chain'
  return own === undefined ? byDefault(value, 'HAProxy checks the certificate unless verify none is said', trail) : configured(value, trail)
}
