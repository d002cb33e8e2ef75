import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import { commandLine } from '../../protocols/arguments.ts'
import type { PythonSettings } from '../../settings/python/read.ts'
import { pythonSettings } from '../../settings/python/read.ts'
import type { PythonSetting } from '../../settings/python/value.ts'
import { asSetting, within } from '../../settings/python/value.ts'
import type { Lookup } from '../../settings/rules.ts'

/** Folders in which Jupyter looks, the weakest first (jupyter --paths): the system's, then the user's. */
const folders = ['/usr/local/etc/jupyter', '/etc/jupyter', '/home/jovyan/.jupyter', '/root/.jupyter']
const names = ['jupyter_config', 'jupyter_notebook_config', 'jupyter_server_config', 'jupyter_lab_config']

export const hubFiles: readonly string[] = ['/srv/jupyterhub/jupyterhub_config.py', '/etc/jupyterhub/jupyterhub_config.py']

const classes: ReadonlySet<string> = new Set([
  'ServerApp',
  'NotebookApp',
  'JupyterApp',
  'SingleUserLabApp',
  'SingleUserNotebookApp',
  'IdentityProvider',
  'PasswordIdentityProvider',
  'LabApp',
  'JupyterHub',
  'Authenticator',
  'LocalAuthenticator',
  'NativeAuthenticator',
  'DummyAuthenticator',
  'LDAPAuthenticator',
  'OAuthenticator',
  'GenericOAuthenticator',
  'ConfigurableHTTPProxy',
  'Spawner',
  'DockerSpawner',
  'KernelManager',
])

/** Settings of a Jupyter program. */
export interface JupyterOptions {
  /** Traits by name, whatever class they are set on: the command line wins over the files (traitlets 5). */
  readonly text: Lookup
  /** The same with its parts, where a file says it. */
  readonly value: (name: string) => PythonSetting | undefined
  /** Variables that the files give to the programs below: `os.environ['X'] = …`. */
  readonly environment: ReadonlyMap<string, Setting>
  /** The strongest file, where what is not set would be written. */
  readonly file?: string
}

export function jupyterOptions(input: ComponentInput, isHub: boolean, gaps: Gap[]): JupyterOptions {
  const texts = new Map<string, Setting>()
  const values = new Map<string, PythonSetting>()
  const environment = new Map<string, Setting>()
  const files = paths(input, isHub).flatMap((path) => pythonSettings(input, path, gaps) ?? [])
  for (const file of files) {
    for (const { name, value } of traits(file)) {
      // of the headers of all answers only this one matters here
      const text = asSetting(name === 'tornado_settings' ? within(value, 'headers', 'Content-Security-Policy') : value)
      values.set(name, value)
      if (text !== undefined) texts.set(name, text)
    }
    const given = file.get('os.environ')
    if (given?.kind === 'entries')
      for (const [name, value] of given.entries) {
        const text = asSetting(value)
        if (text !== undefined) environment.set(name, text)
      }
  }
  for (const { name, text } of options(input)) {
    texts.set(name, text)
    values.delete(name)
  }
  const file = files.at(-1)?.document.file
  return { text: (key) => texts.get(key), value: (key) => values.get(key), environment, ...(file === undefined ? {} : { file }) }
}

function paths(input: ComponentInput, isHub: boolean): readonly string[] {
  const words = commandLine(input).map(({ value }) => value)
  const named = words.flatMap((word, index) => {
    const option = /^(?:--config|-f)(?:=(.+))?$/.exec(word)
    const path = option === null ? undefined : (option[1] ?? words[index + 1])
    return path === undefined ? [] : [path.startsWith('/') ? path : `/srv/jupyterhub/${path}`]
  })
  if (isHub) return named.length > 0 ? named : hubFiles
  const own = input.env.get('JUPYTER_CONFIG_DIR')?.value
  const homes = [...folders, ...(own === undefined ? [] : [own])]
  return [...homes.flatMap((folder) => names.map((name) => `${folder}/${name}.py`)), ...named]
}

/** `c.ServerApp.token = ''`; of two classes that share a trait the one that is written last counts. */
function traits(file: PythonSettings): readonly { readonly name: string; readonly value: PythonSetting }[] {
  return file.names.flatMap((name) => {
    const trait = /^c\.(\w+)\.(\w+)$/.exec(name)
    const value = trait === null || !classes.has(trait[1] ?? '') ? undefined : file.get(name)
    return value === undefined ? [] : [{ name: trait?.[2] ?? '', value }]
  })
}

function options(input: ComponentInput): readonly { readonly name: string; readonly text: Setting }[] {
  const words = commandLine(input).flatMap((word) => splitNotebookArgs(word))
  const extra = input.env.get('NOTEBOOK_ARGS')
  const all = [...words, ...(extra === undefined ? [] : extra.value.split(/\s+/).map((part) => withText(extra, part)))]
  return all.flatMap((word) => {
    const option = /^--(?:(\w+)\.)?(\w[\w-]*)(?:=(.*))?$/s.exec(word.value)
    if (option === null || (option[1] !== undefined && !classes.has(option[1]))) return []
    const name = (option[2] ?? '').replaceAll('-', '_')
    return [{ name, text: withText(word, (option[3] ?? 'True').replace(/^(["'])(.*)\1$/s, '$2')) }]
  })
}

/** `command: start-notebook.sh --NotebookApp.token=''` may arrive as one word of a shell line. */
function splitNotebookArgs(word: Setting): readonly Setting[] {
  return word.value.includes(' --') ? word.value.split(/\s+/).map((part) => withText(word, part)) : [word]
}
