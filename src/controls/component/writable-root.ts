import type { Control, Failed } from '../../model/control.ts'
import type { Component } from '../../model/graph.ts'
import { about, containersOf } from '../containers.ts'

export const writableRoot: Control = {
  id: 'component/writable-root',
  title: 'root file system is writable',
  subject: 'component',
  grouped: { title: 'root file systems are writable' },
  documentation: {
    why: "An intruder who can write to the program's own files stays there, replaces them, and brings tools along.",
    how: 'Passes where `read_only` is true. A `tmpfs` that allows programs, setuid files or devices (`exec`, `suid`, `dev`) fails by itself.',
    falsePositives: 'Some programs write beside their data. Give them a `tmpfs` for those folders.',
    fix: 'Write `read_only: true`, with `tmpfs` for the folders that the program writes.',
    references: ['CIS Docker 5.13', 'OWASP Docker Rule 8'],
  },
  *judge(deployment) {
    for (const component of containersOf(deployment)) {
      const root = component.input.isolation.readOnlyRoot
      const loose = [...looseMemory(component)]
      yield* loose
      if (root?.value === true) {
        if (loose.length === 0) yield { ...about(component, root.trail), verdict: 'pass' }
        continue
      }
      yield {
        ...about(component, root?.trail ?? []),
        verdict: 'fail',
        message: `The root file system can be written: an intruder replaces programs and stays.${needs(component)}`,
        expected: 'read_only: true',
        actual: root === undefined ? 'not set' : 'read_only: false',
        fix: `write read_only: true${needed(component).length === 0 ? '' : ` and tmpfs for ${needed(component).join(', ')}`}`,
        reach: 'component',
        stake: 'defence',
      }
    }
  },
}

function needed(component: Component): readonly string[] {
  return component.image.writes ?? []
}

function needs(component: Component): string {
  const paths = needed(component)
  return paths.length === 0 ? '' : ` ${component.title} writes ${paths.join(', ')} beside its data.`
}

function* looseMemory(component: Component): Iterable<Failed> {
  for (const mount of component.input.mounts) {
    // Docker's own options for a tmpfs are noexec, nosuid and nodev
    const open = mount.options.filter((option) => option === 'exec' || option === 'suid' || option === 'dev')
    if (mount.kind !== 'tmpfs' || open.length === 0) continue
    yield {
      ...about(component, [mount.at], 'tmpfs'),
      verdict: 'fail',
      message: `A tmpfs allows ${open.join(', ')}: what is written there can be run.`,
      expected: 'noexec, nosuid, nodev',
      actual: open.join(','),
      fix: `remove ${open.join(',')} from the tmpfs options`,
      reach: 'component',
      stake: 'defence',
    }
  }
}
