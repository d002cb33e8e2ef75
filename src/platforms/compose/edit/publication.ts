import { entryOf } from '../../../formats/node.ts'
import type { Change, PublishedTo } from '../../../model/change.ts'
import type { Outcome } from '../../workspace.ts'
import { inTurn } from '../../workspace.ts'
import type { Target } from './target.ts'
import { addItem, fileOf, nodeIn, remove, serviceIn, set } from './target.ts'
import type { Node } from '../../../formats/node.ts'

/** Publishes a port of the service on loopback only, not at all, or leads it to another port. The entries keep their form. */
export function setPublication(target: Target, port: number, to: PublishedTo): Outcome {
  const notes: string[] = []
  const files = new Set(target.component.ports.map(({ at }) => fileOf(target, 'ports', [at])))
  let found = 0
  for (const file of files) {
    const list = serviceIn(target, file, 'ports')
    if (list?.kind !== 'sequence') continue
    const entries = list.items.map((item, index) => ({ item, index })).filter(({ item }) => reaches(item, port))
    // the last one first: those in front keep their index
    for (const { item, index } of entries.toReversed()) {
      const done =
        typeof to === 'object'
          ? leadTo(target, file, item, index, to.port)
          : to === 'nobody'
            ? withoutItem(target, file, list, index)
            : onLoopback(target, file, item, index)
      if ('cannot' in done) return done
      notes.push(...done)
      found++
    }
  }
  return found === 0 ? { cannot: `the port ${port} of ${target.component.id} is not written as a list of its own` } : notes
}

/** One more published port, at the addresses of one that is. Compose takes short entries beside long ones. */
export function publishToo(target: Target, { port, published, like }: Extract<Change, { readonly kind: 'published-too' }>): Outcome {
  const files = new Set(target.component.ports.map(({ at }) => fileOf(target, 'ports', [at])))
  const entries = [...files].flatMap((file) => {
    const list = serviceIn(target, file, 'ports')
    return list?.kind === 'sequence' ? list.items.filter((item) => reaches(item, like)).map((item) => ({ file, item })) : []
  })
  if (entries.length === 0) return { cannot: `the port ${like} of ${target.component.id} is not written as a list of its own` }
  return inTurn(entries, ({ file, item }) => {
    const sections = item.kind === 'scalar' ? item.text.split(/:(?![^[]*\])(?![^{]*\})/) : []
    const ip = item.kind === 'mapping' ? entryOf(item, 'host_ip')?.value : undefined
    const address = ip?.kind === 'scalar' ? ip.text : sections.length > 2 ? sections.slice(0, -2).join(':') : undefined
    return addItem(target, file, 'ports', `${address === undefined ? '' : `${address}:`}${published}:${port}`)
  })
}

/** Whether an entry leads to a port of the container. */
function reaches(item: Node, port: number): boolean {
  const text = item.kind === 'mapping' ? entryOf(item, 'target')?.value : item
  if (text?.kind !== 'scalar') return false
  const [from = '', to = from] = (text.text.split('/')[0]!.split(':').at(-1) ?? '').split('-')
  return Number(from) <= port && port <= Number(to)
}

function withoutItem(target: Target, file: string, list: Node, index: number): Outcome {
  return list.kind === 'sequence' && list.items.length === 1 ? remove(target, file, ['ports']) : remove(target, file, ['ports', index])
}

function leadTo(target: Target, file: string, item: Node, index: number, port: number): Outcome {
  if (item.kind === 'mapping') return set(target, file, ['ports', index, 'target'], port)
  if (item.kind !== 'scalar') return { cannot: 'the entry of the port cannot be read' }
  const led = ledEntry(item.text, port)
  return led === undefined ? { cannot: `${item.text} is a range of ports` } : set(target, file, ['ports', index], led)
}

/** The published side stays; a target alone stays published at a free port. */
function ledEntry(entry: string, port: number): string | undefined {
  const [sections = '', protocol] = entry.split('/')
  const parts = sections.split(/:(?![^[]*\])(?![^{]*\})/)
  if (/-/.test(parts.at(-1)!)) return undefined
  return [...parts.slice(0, -1), String(port)].join(':') + (protocol === undefined ? '' : `/${protocol}`)
}

function onLoopback(target: Target, file: string, item: Node, index: number): Outcome {
  if (item.kind === 'mapping') {
    const short = nodeIn(target, file, 'version') === undefined ? undefined : shortForm(item)
    return short === undefined
      ? set(target, file, ['ports', index, 'host_ip'], '127.0.0.1')
      : set(target, file, ['ports', index], loopbackEntry(short))
  }
  if (item.kind !== 'scalar') return { cannot: 'the entry of the port cannot be read' }
  return set(target, file, ['ports', index], loopbackEntry(item.text))
}

/** A file that names its version may be for a Compose (1.29 and older) whose long form has no `host_ip`; the short one has an address in all. */
function shortForm(item: Node & { readonly kind: 'mapping' }): string | undefined {
  const text = (key: string): string | undefined => {
    const value = entryOf(item, key)?.value
    return value?.kind === 'scalar' ? value.text : undefined
  }
  const [from, at, protocol] = [text('target'), text('published'), text('protocol')]
  if (from === undefined || item.entries.some(({ key }) => !['target', 'published', 'protocol', 'mode'].includes(key))) return undefined
  return `${at === undefined ? '' : `${at}:`}${from}${protocol === undefined ? '' : `/${protocol}`}`
}

/** `[[IP:]published:]target[/protocol]` with 127.0.0.1 in front; a target alone gets a free port there. */
export function loopbackEntry(entry: string): string {
  const sections = entry.split(/:(?![^[]*\])(?![^{]*\})/)
  if (sections.length === 1) return `127.0.0.1::${entry}`
  return ['127.0.0.1', ...sections.slice(-2)].join(':')
}
