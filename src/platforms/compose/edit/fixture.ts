import { join } from 'node:path'
import type { WrittenChange } from '../../../model/change.ts'
import { openFiles } from '../../files.ts'
import type { ComponentInput } from '../../../model/input.ts'
import type { Workspace } from '../../workspace.ts'
import { openWorkspace } from '../../workspace.ts'
import { component, folderOf } from '../fixture.ts'
import { readCompose } from '../index.ts'
import { changeService } from './index.ts'
import type { Outcome } from '../../workspace.ts'

interface Changed {
  readonly outcome: Outcome
  readonly drafts: Readonly<Record<string, string>>
  /** Of `.env`. */
  readonly mode: number | undefined
  readonly component: ComponentInput
}

/** Makes one change in a service; the drafts by name. */
export function changed(files: Readonly<Record<string, string>>, id: string, change: WrittenChange): Changed {
  const folder = folderOf(files)
  const open = openFiles(folder, folder)
  const deployment = readCompose({ path: folder, root: folder }, open).deployments[0]!
  const space: Workspace = openWorkspace(open)
  const outcome = changeService({ deployment, component: component(deployment, id), space }, change)
  const drafts = Object.fromEntries([...space.drafts].map(([path, { text }]) => [path.slice(folder.length + 1), text]))
  const again = readCompose({ path: folder, root: folder }, openFiles(folder, folder, space.drafts)).deployments[0]!
  return { outcome, drafts, mode: space.drafts.get(join(folder, '.env'))?.mode, component: component(again, id) }
}
