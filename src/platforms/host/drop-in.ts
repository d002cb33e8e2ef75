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
  const folder = at.file.replace(/(^|\/)(?:usr\/)?lib\/systemd\/system\/([^/]+)$/, '$1etc/systemd/system/$2')
  const path = space.path(`${folder}.d/ringwall.conf`)
  if (space.read(path) === undefined) space.put(path, { text: '[Service]\n', mode: 0o644 })
  return space.edit(path, (text) =>
    inSteps(
      text,
      sandbox.map((name) => (now) => systemdUnitEdits.set(now, ['Service', name], name === 'ProtectSystem' ? 'full' : 'yes')),
    ),
  )
}
