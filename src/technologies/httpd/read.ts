import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Observation, Reading } from '../../model/technology.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { openDocument } from '../../settings/documents.ts'
import { merged } from '../../settings/merged.ts'
import type { Directive } from './directives.ts'
import { directivesOf } from './directives.ts'
import { isSite } from './files.ts'
import { forwardingObservations } from './forwarding.ts'
import type { Layout } from './layout.ts'
import { bitnami, layoutOf } from './layout.ts'
import { listeners } from './listeners.ts'
import { policyObservations } from './policy.ts'
import { defaultsOf, remarksOf } from './remarks.ts'
import { targets } from './targets.ts'

/** Apache 2.4. The image of httpd includes nothing beside its own file; those of Debian and Bitnami have folders for sites. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const { layout, main, all } = loaded(input, gaps)
  return {
    ...(matchesImage(input.image, ['php']) ? { role: 'application' as const } : {}),
    listeners: listeners(input, all, main.length === 0 ? layout.ports : []),
    connections: targets(all),
    observations: observations(all, main),
    image: { runsAs: layout === bitnami ? 'user' : 'drops', healthcheck: false },
    gaps,
  }
}

/** The whole configuration, and the part of it that the main file and its includes have. */
export function loaded(
  input: ComponentInput,
  gaps: Gap[],
): { readonly layout: Layout; readonly main: readonly Directive[]; readonly all: readonly Directive[] } {
  const layout = layoutOf(input)
  const named = flag(commandLine(input), ['-f'])?.value?.value
  const path = named === undefined ? layout.main : named.startsWith('/') ? named : `${layout.home}/${named}`
  const main = directivesOf(input, [path], layout.home, gaps)
  // the main file of a machine says itself what it includes
  const own = main.length > 0 && input.form !== 'container'
  return { layout, main, all: own ? main : [...main, ...directivesOf(input, partsOf(input, layout), layout.home, gaps)] }
}

function observations(all: readonly Directive[], main: readonly Directive[]): readonly Observation[] {
  const defaults = main[0] === undefined ? [] : defaultsOf(all, main[0])
  return merged([...remarksOf(all), ...defaults, ...policyObservations(all), ...forwardingObservations(all)])
}

/** Sites and snippets of the usual folders. Where only sites were found, other files may lie beside them. */
function partsOf(input: ComponentInput, layout: Layout): readonly string[] {
  return layout.parts.flatMap((path) => {
    if (!path.endsWith('/')) return [path]
    const names = input.list(path.slice(0, -1)).toSorted()
    if (input.form === 'container') return names.filter((name) => name.endsWith('.conf')).map((name) => `${path}${name}`)
    return names.flatMap((name) => {
      const document = openDocument(input, `${path}${name}`, [])
      return document !== undefined && isSite(name, document.text) ? [document.path] : []
    })
  })
}
