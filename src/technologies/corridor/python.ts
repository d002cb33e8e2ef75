import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import { commandLine } from '../../protocols/arguments.ts'
import type { PythonSettings } from '../../settings/python/read.ts'
import { pythonSettings } from '../../settings/python/read.ts'
import type { PythonSetting } from '../../settings/python/value.ts'
import type { Part } from './part.ts'

/** Where the manual keeps settings: an installation with instances, and the config map of its Kubernetes manifests. */
export const home = '/opt/corridor/instances/default/config'
const folders = [home, '/opt/corridor/config']

/** The settings file of each program, and what else it takes its settings from. */
const files: Readonly<Record<Part, readonly string[]>> = {
  app: ['app_config.py', 'api_config.py'],
  api: ['api_config.py', 'app_config.py'],
  worker: ['worker_config.py', 'api_config.py'],
  jupyter: ['jupyterhub_config.py', 'jupyter_server_config.py', 'jupyter_notebook_config.py'],
}

/** The settings files of a program, the strongest first. Files that hold one of the large settings alone come last. */
export function corridorFiles(input: ComponentInput, part: Part, gaps: Gap[]): readonly PythonSettings[] {
  const names = new Set([...files[part], ...(part === 'jupyter' ? [] : ['saml_settings.py'])])
  const paths = new Set<string>()
  for (const { target } of input.mounts) if (names.has(baseOf(target.value))) paths.add(target.value)
  for (const folder of [...ownFolders(input), ...folders, ...input.mounts.map(({ target }) => target.value.replace(/\/+$/, ''))]) {
    const there = input.list(folder)
    for (const name of [...names, ...(folder === home && part !== 'jupyter' ? there : [])])
      if (there.includes(name) && name.endsWith('.py')) paths.add(`${folder}/${name}`)
  }
  return [...paths].flatMap((path) => pythonSettings(input, path, gaps) ?? [])
}

/** `INSTALL/venv-api/bin/corridor-api` keeps its settings in `INSTALL/instances/default/config`. */
function ownFolders(input: ComponentInput): readonly string[] {
  const named = ['CORRIDOR_CONFIG_DIR', 'CORRIDOR_CONFIGS'].flatMap((name) => input.env.get(name)?.value ?? [])
  return [
    ...named,
    ...commandLine(input).flatMap(({ value }) => {
      const install = /^(\/.{1,200}?)\/venv[\w-]*\/bin\/corridor-/.exec(value)?.[1]
      return install === undefined ? [] : [`${install}/instances/default/config`, `${install}/config`]
    }),
  ]
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The first value of a name in these files. */
export function valueOf(all: readonly PythonSettings[], name: string): PythonSetting | undefined {
  for (const file of all) {
    const found = file.get(name)
    if (found !== undefined) return found
  }
  return undefined
}
