import { RingwallError } from '../model/error.ts'
import type { Project } from '../model/project.ts'
import { guides } from '../registry.ts'
import { choice, listOption } from './options.ts'

/** Guides that a call puts in force by `--guide`, else those of the project file. A name that no guide has is an error of the call. */
export function guidesOf(options: Readonly<Record<string, unknown>>): (project: Project | undefined) => readonly string[] {
  const known = guides.map(({ id }) => id)
  const asked = listOption(options['guide']).map((name) => choice('--guide', name, known))
  if (asked.length > 0) return () => asked
  return (project) =>
    (project?.guides ?? []).map(({ name, at }) => {
      if (known.includes(name)) return name
      throw new RingwallError('usage', `there is no guide "${name}"`, { place: at, hint: `the guides are ${known.join(', ')}` })
    })
}
