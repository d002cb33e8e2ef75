import type { Control } from '../../model/control.ts'
import { farthest } from '../../model/exposure.ts'
import type { Component } from '../../model/graph.ts'
import { grouped } from '../../model/grouped.ts'
import type { Mount } from '../../model/input.ts'
import { reachOf } from '../containers.ts'

interface Writer {
  readonly component: Component
  readonly mount: Mount
}

export const sharedWritable: Control = {
  id: 'store/shared-writable',
  title: 'several components write one volume',
  subject: 'store',
  documentation: {
    why: 'A volume that several programs write is a way from one to the other: whoever takes the weaker one over writes what the stronger one reads, serves or runs.',
    how: 'Named volumes that two or more components mount writable, compared by their whole name. Copies of one program that share a volume are told for information only.',
    falsePositives: 'Programs that are parts of one product may need to hand files to each other.',
    fix: 'Mount the volume `:ro` in all components but the one that writes it.',
    references: ['CWE-732'],
  },
  *judge(deployment) {
    for (const [name, writers] of writersByVolume(deployment.components)) {
      const declared = deployment.input.volumes.find((volume) => volume.name === name)?.at
      const base = { subject: name, locations: [...writers.map(({ mount }) => mount.at), ...(declared === undefined ? [] : [declared])] }
      const ids = [...new Set(writers.map(({ component }) => component.id))]
      if (ids.length < 2) {
        yield { ...base, verdict: 'pass' }
        continue
      }
      const isMixed = new Set(writers.map(({ component }) => kindOf(component))).size > 1
      yield {
        ...base,
        verdict: 'fail',
        message: isMixed
          ? `${ids.join(', ')} all write the volume ${name}: whoever takes one of them over changes the files of the others.`
          : `${ids.join(', ')}, which run the same program, all write the volume ${name}.`,
        expected: 'one component that writes',
        actual: `${ids.length} components that write`,
        fix: `mount ${name} read-only in all components but one`,
        reach: isMixed ? farthest(writers.map(({ component }) => reachOf(component))) : 'component',
        stake: isMixed ? 'defence' : 'hygiene',
      }
    }
  },
}

function writersByVolume(components: readonly Component[]): ReadonlyMap<string, readonly Writer[]> {
  const writers = components.flatMap((component) =>
    component.input.mounts.filter((mount) => mount.kind === 'volume' && !mount.readOnly).map((mount) => ({ component, mount })),
  )
  return grouped(writers, ({ mount }) => mount.source?.value)
}

/** What runs: components of one product or of one image trust each other anyway. */
function kindOf(component: Component): string {
  return component.technology ?? component.input.image?.repository ?? component.input.build?.value ?? component.id
}
