import { dirname, join, relative } from 'node:path'
import type { Value } from '../../../formats/edits/value.ts'
import type { Sidecar } from '../../../model/change.ts'
import { ownFolder } from '../../../model/own-files.ts'
import { putFile } from './file.ts'
import type { Outcome } from '../../workspace.ts'
import type { Target } from './target.ts'
import { homeOf, projectFolder, serviceIn, setTop } from './target.ts'

/**
 * Ends the container when its network is gone, so that the engine starts it again: the engine gives a service that starts anew a new
 * network namespace, and whoever shared the old one is left there with nothing but loopback.
 */
const check = ['CMD-SHELL', 'grep -q eth /proc/net/dev || kill 1']

/** Writes a service that shares the network namespace of the one that it stands beside. */
export function addSidecar(target: Target, sidecar: Sidecar): Outcome {
  const { component } = target
  const owner = component.networkOf ?? component.id
  if (component.isolation.hostNamespaces.some(({ value }) => value === 'network'))
    return { cannot: `${component.id} has the network of the host: what stands beside it on loopback is heard by every program there` }
  if (component.replicas > 1) return { cannot: `of ${component.id} run ${component.replicas} copies: a service shares the network of one` }
  const home = homeOf(target)
  if (serviceIn({ ...target, component: { ...component, id: sidecar.name } }, home) !== undefined)
    return { cannot: `there is a service called ${sidecar.name} already` }
  const notes: string[] = []
  const folder = join(projectFolder(target), 'ringwall', sidecar.name)
  for (const file of sidecar.files) notes.push(...putFile(target, join(folder, relative(ownFolder, file.path)), file))
  if (sidecar.dockerfile !== undefined)
    target.space.put(join(projectFolder(target), 'ringwall', 'images', imageName(sidecar), 'Dockerfile'), { text: sidecar.dockerfile })
  const done = setTop(target, home, ['services', sidecar.name], service(target, sidecar, owner, `./${relative(dirname(home), folder)}`))
  return 'cannot' in done ? done : [...notes, ...done]
}

function service(target: Target, { image, dockerfile, command, user, writes, host = [], ...rest }: Sidecar, owner: string, folder: string): Value {
  const { component } = target
  const images = join(projectFolder(target), 'ringwall', 'images')
  return new Map<string, Value>([
    ['image', image],
    ...(dockerfile === undefined
      ? []
      : ([['build', `./${join(relative(dirname(homeOf(target)), images), imageName({ image, ...rest }))}`]] as const)),
    ['command', command.map((word) => word.replaceAll('$', '$$$$'))],
    ['network_mode', `service:${owner}`],
    ['depends_on', [owner]],
    ...(component.profiles.length === 0 ? [] : ([['profiles', component.profiles]] as const)),
    ['user', `${user}:${user}`],
    ['volumes', [`${folder}:${ownFolder}:ro`, ...host.map((path) => `${path}:${path}:ro`)]],
    ['read_only', true],
    ...(writes.length === 0 ? [] : ([['tmpfs', writes]] as const)),
    ['cap_drop', ['ALL']],
    ['security_opt', ['no-new-privileges:true']],
    ['mem_limit', '128m'],
    ['cpus', '1'],
    ['pids_limit', 64],
    ['restart', 'unless-stopped'],
    [
      'healthcheck',
      new Map<string, Value>([
        ['test', check],
        ['interval', '10s'],
      ]),
    ],
  ])
}

/** `stunnel` of `ringwall/stunnel:1`. */
function imageName({ image }: Pick<Sidecar, 'image'>): string {
  return /([\w-]+)(?::[^/]*)?$/.exec(image)?.[1] ?? 'image'
}
