import type { Control, Judgement } from '../../model/control.ts'
import type { Deployment, ReadFile } from '../../model/graph.ts'
import { componentOf } from '../../model/lookup.ts'
import type { Stake } from '../../model/vocabulary.ts'
import { observed } from '../observed.ts'

const reported = observed({
  id: 'store/file-access',
  concern: 'file-access',
  title: 'file can be read or changed by others',
  subject: 'store',
  documentation: {
    why: 'Settings files hold passwords and keys. Who may read them has those; who may change them decides what the program does.',
    how: 'Owner and permission bits of settings, keys and keytabs on a live machine or in a tree of files that keeps them, against the user that the program runs as; and settings that create files for everybody.',
    falsePositives: "A group that holds the program's user alone is as good as the user.",
    fix: "Give the file to the program's user and take every right of others away, such as mode 0640 or 0600.",
    references: ['CWE-732'],
  },
})

export const fileAccess: Control = {
  ...reported,
  *judge(deployment) {
    yield* reported.judge(deployment)
    for (const file of deployment.files) yield judgeFile(file, deployment)
  },
}

function judgeFile(file: ReadFile, deployment: Deployment): Judgement {
  const { component, path, access } = file
  const base = { subject: `${component}:${path}`, component, locations: [{ file: file.file, line: 1 }] }
  const fault = faultOf(file, deployment)
  if (fault === undefined) return { ...base, verdict: 'pass' }
  return {
    ...base,
    verdict: 'fail',
    message: `${path} of ${component} ${fault.message}.`,
    expected: fault.expected,
    actual: `mode ${access.mode.toString(8).padStart(4, '0')}, owner ${access.owner}, group ${access.group}`,
    fix: `chmod ${fault.expected} ${path}`,
    reach: 'loopback',
    stake: fault.stake,
    ...(file.isObserved === true ? { basis: 'observed' as const } : {}),
  }
}

function faultOf(file: ReadFile, deployment: Deployment): { readonly message: string; readonly expected: string; readonly stake: Stake } | undefined {
  const { mode, group } = file.access
  const secret = file.isKey || holdsSecret(file, deployment)
  const expected = secret ? '0600' : '0644'
  if ((mode & 0o002) !== 0) return { message: 'can be changed by everybody on the machine', expected, stake: 'takeover' }
  if (secret && (mode & 0o004) !== 0) return { message: 'holds a secret and can be read by everybody on the machine', expected, stake: 'data' }
  const user = componentOf(deployment, file.component)?.input.user?.value
  if ((mode & 0o020) !== 0 && group !== 'root' && group !== user)
    return { message: `can be changed by the group ${group}`, expected: secret ? '0640' : '0644', stake: 'defence' }
  return undefined
}

function holdsSecret({ file, component }: ReadFile, deployment: Deployment): boolean {
  return deployment.credentials.some(({ uses }) => uses.some((use) => use.component === component && use.trail[0]?.file === file))
}
