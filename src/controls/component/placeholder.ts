import type { Control } from '../../model/control.ts'
import type { Component } from '../../model/graph.ts'
import type { Place } from '../../model/place.ts'
import type { Setting } from '../../model/setting.ts'
import { about } from '../containers.ts'

export const placeholder: Control = {
  id: 'component/placeholder',
  title: 'placeholder is left in',
  subject: 'component',
  documentation: {
    why: 'A placeholder such as `<db-password>` is taken at its word: the program uses it as the password, the host name or the path. At best it does not start; at worst everybody knows the value.',
    how: 'Looks for words in angle brackets in environment, image, ports, mounts, user, entrypoint and command.',
    falsePositives: 'A program that itself replaces such words in its settings. Waive the component.',
    fix: 'Put in the value, or name a variable without a default, such as `${DB_PASSWORD:?}`, so that a missing value stops the start.',
    references: ['CWE-1188'],
  },
  *judge(deployment) {
    for (const component of deployment.components) {
      const left = [...settings(component)].filter(([, setting]) => setting.unresolved.some((hole) => hole.kind === 'placeholder'))
      if (left.length === 0) {
        yield { ...about(component, []), verdict: 'pass' }
        continue
      }
      const keys = [...new Set(left.map(([key]) => key))]
      yield {
        ...about(
          component,
          left.flatMap(([, setting]): readonly Place[] => setting.trail.slice(0, 1)),
        ),
        verdict: 'fail',
        message: `${component.id} still has placeholders in ${keys.join(', ')}: the program takes them at their word.`,
        expected: 'values',
        actual: `${keys.length === 1 ? 'a placeholder' : 'placeholders'} in ${keys.join(', ')}`,
        fix: `put values in for ${keys.join(', ')}`,
        reach: 'component',
        stake: 'availability',
      }
    }
  },
}

/** All that may hold one, with the key that people search for. */
function* settings({ input }: Component): Iterable<readonly [string, Setting]> {
  if (input.image !== undefined) yield ['image', input.image.setting]
  for (const [key, value] of input.env) yield [key, value]
  for (const port of input.ports) if (port.unresolved !== undefined) yield ['ports', port.unresolved]
  for (const mount of input.mounts) {
    if (mount.source !== undefined) yield ['volumes', mount.source]
    yield ['volumes', mount.target]
  }
  if (input.user !== undefined) yield ['user', input.user]
  for (const word of input.entrypoint ?? []) yield ['entrypoint', word]
  for (const word of input.command ?? []) yield ['command', word]
}
