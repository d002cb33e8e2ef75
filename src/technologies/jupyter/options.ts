import { parseAssignments } from '../../formats/python-assignments.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Setting } from '../../model/setting.ts'
import { withText } from '../../model/setting.ts'
import { commandLine } from '../../protocols/arguments.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import type { Lookup } from '../../settings/rules.ts'

const files = [
  '/home/jovyan/.jupyter/jupyter_server_config.py',
  '/home/jovyan/.jupyter/jupyter_notebook_config.py',
  '/etc/jupyter/jupyter_server_config.py',
  '/etc/jupyter/jupyter_notebook_config.py',
  '/root/.jupyter/jupyter_server_config.py',
  '/root/.jupyter/jupyter_notebook_config.py',
  '/srv/jupyterhub/jupyterhub_config.py',
  '/etc/jupyterhub/jupyterhub_config.py',
]

const classes = [
  'ServerApp',
  'NotebookApp',
  'IdentityProvider',
  'PasswordIdentityProvider',
  'LabApp',
  'JupyterHub',
  'Authenticator',
  'DummyAuthenticator',
]

/** Traits by name, whatever class they are set on: the command line wins over the files (traitlets 5). */
export function jupyterOptions(input: ComponentInput, gaps: Gap[]): Lookup {
  const values = new Map<string, Setting>()
  const named = commandLine(input).flatMap((word) => /^--config=(.+)$/.exec(word.value)?.[1] ?? [])
  for (const path of [...files, ...named]) {
    const document = openDocument(input, path, gaps)
    if (document === undefined) continue
    for (const { name, value, span } of parseAssignments(document.text)) {
      const trait = /^c\.(\w+)\.(\w+)$/.exec(name)
      if (trait !== null && classes.includes(trait[1] ?? '')) values.set(trait[2] ?? '', settingAt(document, value, span))
    }
  }
  const words = commandLine(input).flatMap((word) => splitNotebookArgs(word))
  const extra = input.env.get('NOTEBOOK_ARGS')
  for (const word of [...words, ...(extra === undefined ? [] : extra.value.split(/\s+/).map((part) => withText(extra, part)))]) {
    const option = /^--(?:(\w+)\.)?(\w[\w-]*)(?:=(.*))?$/s.exec(word.value)
    if (option === null || (option[1] !== undefined && !classes.includes(option[1]))) continue
    const name = (option[2] ?? '').replaceAll('-', '_')
    values.set(name, withText(word, (option[3] ?? 'True').replace(/^(["'])(.*)\1$/s, '$2')))
  }
  return (key) => values.get(key)
}

/** `command: start-notebook.sh --NotebookApp.token=''` may arrive as one word of a shell line. */
function splitNotebookArgs(word: Setting): readonly Setting[] {
  return word.value.includes(' --') ? word.value.split(/\s+/).map((part) => withText(word, part)) : [word]
}
