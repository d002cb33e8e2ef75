import { inSteps } from '../../formats/edits/steps.ts'
import { systemdUnitEdits } from '../../formats/edits/systemd-unit.ts'
import type { Confinement } from '../../model/change.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Outcome, Workspace } from '../workspace.ts'

/**
 * Confines a unit by a drop-in of its own, which stays when the unit is packaged anew (systemd.unit(5)). `full` protects `/usr`, `/boot` and
 * `/etc`: a service that keeps its data elsewhere goes on as it is.
 */
export function confineUnit({ id, at, unit }: ComponentInput, space: Workspace, { sandbox = [] }: Confinement): Outcome {
  if (unit === undefined || sandbox.length === 0) return { cannot: `${id} is no container: how it is started is not changed` }
  const path = space.path(`${dropInFolder(unit.trail[1]?.file ?? at.file, unit.value)}/ringwall.conf`)
  if (space.read(path) === undefined) space.put(path, { text: '[Service]\n', mode: 0o644 })
  return space.edit(path, (text) =>
    inSteps(
      text,
      sandbox.map((name) => (now) => systemdUnitEdits.set(now, ['Service', name], name === 'ProtectSystem' ? 'full' : 'yes')),
    ),
  )
}

/** Where drop-ins of a unit lie: beside its own file, and of a package's unit where the machine's own are (systemd.unit(5)). */
export function dropInFolder(unitFile: string, unit: string): string {
  const folder = unitFile
    .slice(0, unitFile.lastIndexOf('/') + 1)
    .replace(/(^|\/)(?:(?:usr\/)?(?:local\/)?lib|run)\/systemd\/system\/$/, '$1etc/systemd/system/')
  return `${folder}${unit}.d`
}
