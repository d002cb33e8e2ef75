import type { Control } from '../../model/control.ts'
import { hasHole } from '../../protocols/holes.ts'

export const unusedVolume: Control = {
  id: 'store/unused-volume',
  title: 'declared volume is used by nobody',
  subject: 'store',
  documentation: {
    why: 'A volume that nobody mounts is left over, or the mount that should use it has another name: then the data is not where people back it up.',
    how: 'Named volumes of the deployment are compared with all mounts.',
    falsePositives: 'A volume that is declared for another deployment, or for a service in a file that was not read.',
    fix: 'Mount the volume where its data is written, or remove the declaration.',
    references: ['CWE-1188'],
  },
  *judge(deployment) {
    const mounts = deployment.components.flatMap((component) =>
      component.input.mounts.filter((mount) => mount.kind === 'volume' || mount.kind === 'other'),
    )
    const used = new Set(mounts.map((mount) => mount.source?.value))
    const isOpen = mounts.some((mount) => mount.source !== undefined && hasHole(mount.source.value))
    for (const { name, at } of deployment.input.volumes) {
      const base = { subject: name, locations: [at ?? deployment.input.at] }
      if (used.has(name)) yield { ...base, verdict: 'pass' }
      else if (isOpen)
        yield { ...base, verdict: 'unknown', message: `Whether the volume ${name} is mounted cannot be told: a mount has a variable for its source.` }
      else
        yield {
          ...base,
          verdict: 'fail',
          message: `The volume ${name} is declared, but nobody mounts it.`,
          expected: 'a mount',
          actual: 'not mounted',
          fix: `mount ${name} where its data is written, or remove it`,
          reach: 'component',
          stake: 'hygiene',
        }
    }
  },
}
