import type { Line, Section } from './sections.ts'

/**
 * HAProxy has a container engine's socket behind it, and each way there refuses first what is not GET or HEAD (`METH_GET`, manual 2.6, 7.4),
 * then what is none of the paths that it names. A rule before the two could let anything through.
 */
export function mediates(sections: readonly Section[]): boolean {
  const engines = sections.filter(({ lines }) => lines.some(isEngine))
  if (engines.length === 0) return false
  return engines.every((engine) => {
    if (engine.kind === 'listen') return isFiltered(engine)
    const fronts = sections.filter(
      ({ kind, lines }) => (kind === 'frontend' || kind === 'listen') && lines.some(({ words }) => leadsTo(words, engine.name)),
    )
    return fronts.length > 0 && fronts.every(isFiltered)
  })
}

function isEngine({ words }: Line): boolean {
  return words[0] === 'server' && /^(?:unix@)?\/\S*docker[^/]*\.sock$/.test(words[2] ?? '')
}

function leadsTo([first, backend]: readonly string[], name: string): boolean {
  return (first === 'default_backend' || first === 'use_backend') && (backend === name || backend?.includes('%[') === true)
}

function isFiltered({ lines, defaults }: Section): boolean {
  const isHttp = [...defaults, ...lines].findLast(({ words }) => words[0] === 'mode')?.words[1] === 'http'
  const [first, second] = lines.flatMap(({ words }) => (words[0] === 'http-request' ? [words.slice(1).join(' ')] : []))
  return isHttp && first === 'deny unless METH_GET' && /^deny unless \{ path(?:_reg| -m reg) \^\S+\$ \}$/.test(second ?? '')
}
