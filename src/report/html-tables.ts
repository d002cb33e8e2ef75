import type { ChannelReport, ComponentReport, DeploymentReport, ListenerReport } from '../model/report.ts'
import { addressOf, encryptionWord, loginWord, stateOf } from './channel-words.ts'
import { code, placeOf, table } from './html-parts.ts'
import { doorState } from './map-graph.ts'
import { escape } from './markup.ts'

export function connectionTable({ channels }: DeploymentReport, id: string): string {
  if (channels.length === 0) return ''
  const rows = channels.map((channel, index) => connectionRow(channel, `${id}-k${index}`))
  return `<section aria-labelledby="${id}-connections"><h3 id="${id}-connections">Connections</h3>
${table('Connections', ['From', 'To', 'Protocol', 'Encryption', 'Login', 'Setting', 'Evidence'], rows)}</section>`
}

function connectionRow(channel: ChannelReport, id: string): string {
  const cells = [
    escape(channel.protocol),
    `<span class="state ${stateOf(channel)}">${encryptionWord(channel)}</span>`,
    escape(loginWord(channel)),
    code(channel.key),
    channel.evidence.map(placeOf).join(' '),
  ]
  return `<tr id="${id}"><th scope="row"><a class="show" href="#${id}">${escape(channel.from)}</a></th><td>${[escape(addressOf(channel)), ...cells].join('</td><td>')}</td></tr>`
}

export function componentTable({ components }: DeploymentReport, id: string): string {
  if (components.length === 0) return ''
  const rows = components.map((component, index) => componentRow(component, `${id}-c${index}`))
  return `<section aria-labelledby="${id}-components"><h3 id="${id}-components">Components</h3>
${table('Components', ['Component', 'Product', 'Role', 'Zones', 'Listens on', 'Written at'], rows)}</section>`
}

function componentRow(component: ComponentReport, id: string): string {
  const cells = [
    escape(productOf(component)),
    escape(component.role),
    escape(component.zones.join(', ')),
    component.listeners.map(listener).join(''),
    placeOf({ file: component.at.file, line: component.at.line }),
  ]
  return `<tr id="${id}"><th scope="row"><a class="show" href="#${id}">${escape(component.id)}</a></th><td>${cells.join('</td><td>')}</td></tr>`
}

export function productOf({ technology, version }: ComponentReport): string {
  return technology === 'unknown' ? 'not recognised' : `${technology} ${version ?? ''}`.trim()
}

const reach: Readonly<Record<ListenerReport['exposure'], string>> = {
  component: 'itself only',
  zone: 'its zones',
  loopback: 'published on this host only',
  host: 'published',
  internet: 'published to the internet',
  unknown: 'reach unknown',
}

/** One port in one line, as the components table and the inspector show it. */
export function listener(port: ListenerReport): string {
  const words = `${port.protocol}, ${reach[port.exposure]}, ${tlsWord(port)}, ${loginWord(port)}`
  return `<span class="port"><b class="state ${doorState(port)}">${port.port}</b> ${escape(words)}</span>`
}

function tlsWord({ tls }: ListenerReport): string {
  return { none: 'plaintext', optional: 'TLS optional', required: 'TLS', unknown: 'TLS unknown' }[tls]
}

/** What could not be read or resolved. */
export function gapList({ inputs }: DeploymentReport, id: string): string {
  const gaps = inputs.flatMap((input) => input.gaps.map((gap) => ({ ...gap, file: gap.file ?? input.file })))
  if (gaps.length === 0) return ''
  const items = gaps.map(({ file, line, why }) => `<li>${line === undefined ? code(file) : placeOf({ file, line })} ${escape(why)}</li>`)
  return `<section aria-labelledby="${id}-gaps"><h3 id="${id}-gaps">Not known</h3>
<ul class="gaps">
${items.join('\n')}
</ul></section>`
}
