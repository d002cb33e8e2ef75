import { RingwallError } from '../model/error.ts'
import { controls, guides } from '../registry.ts'
import { controlPage, importPage } from '../report/control-page.ts'
import type { Io } from './io.ts'
import { exit } from './io.ts'

/** `ringwall explain`: the documentation that every control carries. */
export function explain(id: string | undefined, io: Io): number {
  if (id === undefined) {
    const width = Math.max(...controls.map((control) => control.id.length))
    for (const control of controls) io.stdout.write(`${control.id.padEnd(width)}  ${control.title}\n`)
    return exit.clean
  }
  if (id.startsWith('import/')) {
    io.stdout.write(importPage(id))
    return exit.clean
  }
  const control = controls.find((candidate) => candidate.id === id)
  if (control === undefined) {
    const near = controls.filter((candidate) => candidate.id.includes(id.split('/').at(-1) ?? id)).map((candidate) => candidate.id)
    const hint = near.length === 0 ? 'ringwall explain lists all of them' : `did you mean ${near.slice(0, 3).join(' or ')}?`
    throw new RingwallError('usage', `there is no control "${id}"`, { hint })
  }
  const rows = guides.flatMap((guide) =>
    guide.requirements.filter((row) => row.answeredBy.some((selector) => selector.control === id)).map((row) => row.id),
  )
  io.stdout.write(controlPage(control, rows))
  return exit.clean
}
