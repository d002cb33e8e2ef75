import type { Control, Judgement } from '../../model/control.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import type { Mount } from '../../model/input.ts'
import { withoutHoles } from '../../protocols/holes.ts'
import { cleanPath, isWithin } from '../host-path.ts'

export const configurationWritable: Control = {
  id: 'store/configuration-writable',
  title: 'configuration or source is mounted writable',
  subject: 'store',
  documentation: {
    why: "An intruder who may write the program's configuration or its source keeps the door open past every restart, and changes files of the host that others use, too.",
    how: 'Bind mounts of settings files, scripts, certificates, configuration folders and whole source trees that are not read-only. Folders in which the product keeps its data are left out.',
    falsePositives: 'Some programs write their own settings. A source tree that is mounted for development is told for information only.',
    fix: 'Add `:ro` to the mount.',
    references: ['CIS Docker 5.6', 'CWE-732'],
  },
  *judge(deployment) {
    for (const component of deployment.components) {
      for (const mount of component.input.mounts) if (mount.kind === 'bind') yield* judgeMount(component, mount, deployment)
    }
  },
}

function judgeMount(component: Component, mount: Mount, deployment: Deployment): readonly Judgement[] {
  const what = kindOf(mount)
  if (what === undefined || isData(component, mount, deployment)) return []
  const base = { subject: `${component.id}:${mount.target.value}`, component: component.id, locations: [mount.at] }
  if (mount.readOnly) return [{ ...base, verdict: 'pass' }]
  return [
    {
      ...base,
      verdict: 'fail',
      message: `${component.id} may write its own ${what} (${mount.source?.value ?? ''}): whoever takes it over changes what it does after the next start, too.`,
      expected: 'read-only',
      actual: 'writable',
      fix: `add :ro to the mount of ${mount.source?.value ?? mount.target.value}`,
      reach: 'component',
      stake: what === 'source' ? 'hygiene' : 'defence',
    },
  ]
}

const settingsFile = /\.(?:conf|cnf|cfg|ya?ml|toml|json|ini|xml|properties|env|py|rb|js|sh|hcl|tmpl|template|pem|crt|cer|key)$|^\.env/i
const settingsFolder =
  /^(?:conf|config|configs|configuration|conf\.d|etc|settings|certs?|ssl|tls|pki|sites-(?:available|enabled)|docker-entrypoint-initdb\.d|initdb(?:\.d)?|.+\.d)$/i
const sourceTarget = /^\/(?:app|application|code|src|workspace|workspaces|project|usr\/src|srv|opt\/app|var\/www)(?:\/|$)/

function kindOf({ source, target }: Mount): 'configuration' | 'source' | undefined {
  if (source === undefined) return undefined
  const path = cleanPath(withoutHoles(source.value))
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (isWithin(path, '/etc/localtime') || isWithin(path, '/etc/timezone')) return undefined
  const isRelative = path.startsWith('./')
  if (isRelative && (name === '' || name === '..' || /^(?:src|source|app|code)$/i.test(name)) && !settingsFile.test(target.value)) {
    return name === '' || sourceTarget.test(target.value) ? 'source' : undefined
  }
  if (settingsFile.test(name)) return sourceTarget.test(target.value) && /\.(?:py|rb|js)$/i.test(name) ? 'source' : 'configuration'
  return settingsFolder.test(name) || (isRelative && /^\/etc(?:\/|$)/.test(target.value)) ? 'configuration' : undefined
}

/** What the product keeps there is data, whatever the folder is called on the host. */
function isData(component: Component, mount: Mount, deployment: Deployment): boolean {
  const target = mount.target.value
  return deployment.stores.some(
    ({ component: owner, path, holds }) => owner === component.id && holds !== 'configuration' && (isWithin(path, target) || isWithin(target, path)),
  )
}
