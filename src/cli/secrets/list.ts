import type { ListedSecret, SecretsReport } from '../../model/secrets-report.ts'
import { secretsText } from '../../report/secrets-text.ts'
import type { Io } from '../io.ts'
import { exit } from '../io.ts'
import { choice, textOption } from '../options.ts'
import { deliver } from '../output.ts'
import { findDeployments, sourceOptions } from '../sources.ts'
import { version } from '../version.ts'
import type { FoundSecret } from './find.ts'
import { deploymentsIn, secretsOf } from './find.ts'

/** `ringwall secrets list`: names, places and users of every secret. */
export function listSecrets(path: string, options: Readonly<Record<string, unknown>>, io: Io): number {
  const format = choice('--format', options['format'], ['text', 'json'])
  const deployments = deploymentsIn(findDeployments(path, sourceOptions(options), io.cwd), new Date().toISOString())
  const report: SecretsReport = {
    schema: 'ringwall.secrets/0',
    tool: { name: 'ringwall', version },
    deployments: deployments.map((deployment) => ({
      name: deployment.name,
      root: deployment.input.root,
      secrets: secretsOf(deployment).map(listed),
    })),
  }
  deliver(format === 'json' ? `${JSON.stringify(report, undefined, 2)}\n` : secretsText(report), textOption(options['output']), io)
  return exit.clean
}

function listed({ name, credential, group: { uses }, way, deployment }: FoundSecret): ListedSecret {
  const doors = new Map<string, ListedSecret['opens'][number]>()
  for (const { opens, user } of uses) {
    if (opens === undefined) continue
    const shown =
      user === undefined || user.unresolved.length > 0
        ? null
        : shownUser(
            user.value,
            deployment.credentials.map(({ value }) => value.value),
          )
    if (shown !== null || ![...doors.values()].some(({ listener }) => listener === opens))
      doors.set(`${opens}\0${shown}`, { listener: opens, user: shown })
  }
  return {
    name,
    strength: credential.strength,
    opens: [...doors.values()],
    uses: uses.map(({ component, key, as, by, trail: [place] }) => ({
      component,
      key,
      as,
      by,
      at: place === undefined || by === 'default' ? null : { file: place.file, line: place.line },
    })),
    rotation: {
      how: way.how === 'doors' ? (way.doors.every((door) => door.way === 'beside') ? 'beside' : 'instead') : way.how,
      why: way.how === 'refused' ? way.why : null,
    },
  }
}

/** A name that holds a secret is not told. */
function shownUser(user: string, values: readonly string[]): string | null {
  const isTold = values.some(
    (value) => value !== '' && user.toLowerCase().includes(value.toLowerCase()) && value.toLowerCase() !== user.toLowerCase(),
  )
  return isTold || !/^[\w.@%*=, -]{1,120}$/.test(user) ? null : user
}
