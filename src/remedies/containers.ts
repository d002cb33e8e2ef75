import type { Change, Confinement } from '../model/change.ts'
import type { FailedVerdict } from '../model/control.ts'
import type { Component, Deployment } from '../model/graph.ts'
import { grouped } from '../model/grouped.ts'
import { componentOf } from '../model/lookup.ts'
import type { LeftOpen, Proposed, Remedy, RemedyTools } from '../model/remedy.ts'
import type { Want } from '../model/want.ts'

/** What a container can do without is taken from it: one proposal for each component. */
export const containers: Remedy = {
  id: 'containers',
  title: 'confinement of containers',
  answers: [
    'component/no-new-privileges',
    'component/capabilities-kept',
    'component/resource-limits',
    'component/restart-policy',
    'component/writable-root',
    'component/sandboxing',
    'component/healthcheck',
    'component/root-user',
    'component/image-pinned',
  ],
  propose: ({ deployment, failed }, tools) =>
    [...grouped(failed, ({ judgement }) => judgement.component)].flatMap(([id, verdicts]) => {
      const component = componentOf(deployment, id)
      return component === undefined ? [] : proposals(verdicts, component, deployment, tools)
    }),
}

interface Measure {
  readonly what: string
  readonly does: Want | Change
  readonly risk?: string
}

function proposals(verdicts: readonly FailedVerdict[], component: Component, deployment: Deployment, tools: RemedyTools): readonly Proposed[] {
  const asked = verdicts.map(({ control, judgement }) => ({
    answers: { control, subject: judgement.subject },
    measure: measureFor(control, component, deployment, tools),
  }))
  const open = asked.flatMap(({ answers, measure }): readonly Proposed[] => ('reason' in measure ? [{ answers: [answers], ...measure }] : []))
  const done = asked.flatMap(({ answers, measure }) => ('reason' in measure ? [] : [{ answers, measure }]))
  if (done.length === 0) return open
  const proposal: Proposed = {
    // what another remedy makes possible is another proposal: a root that nobody writes once the data has a volume
    id: `containers ${component.id} ${done.map(({ answers }) => answers.control).join(' ')}`,
    title: `${component.id}: ${done.map(({ measure }) => measure.what).join(', ')}`,
    answers: done.map(({ answers }) => answers),
    steps: done.map(({ measure: { does } }) => ({ component: component.id, phase: 'close', does })),
    risks: done.flatMap(({ measure }) => measure.risk ?? []),
  }
  return [proposal, ...open]
}

type Refusal = Pick<LeftOpen, 'reason' | 'why'>

function measureFor(control: string, component: Component, deployment: Deployment, tools: RemedyTools): Measure | Refusal {
  switch (control) {
    case 'component/no-new-privileges':
      return confined('no new privileges', { noNewPrivileges: true })
    case 'component/restart-policy':
      return confined('started again when it ends', { restart: 'unless-stopped' })
    case 'component/resource-limits':
      return limits(component)
    case 'component/sandboxing':
      return sandbox(component)
    case 'component/capabilities-kept':
      return capabilities(component)
    case 'component/healthcheck':
      return asked(component, tools)
    case 'component/root-user':
      return ownUser(component, deployment)
    case 'component/image-pinned':
      return digest(component)
    default:
      return readOnly(component, deployment)
  }
}

function confined(what: string, confinement: Confinement, risk?: string): Measure {
  return { what, does: { kind: 'confinement', confinement }, ...(risk === undefined ? {} : { risk }) }
}

/** Only a question that is known to be right for the product as it is set up: a wrong one calls a program sick that is well. */
function asked({ id, input }: Component, tools: RemedyTools): Measure | Refusal {
  if (input.isolation.healthcheck?.disabled === true)
    return { reason: 'needs-person', why: `somebody switched the health check of ${id} off: who knows why?` }
  const trouble = tools.trouble(id, { kind: 'health' })
  if (trouble === undefined)
    return {
      what: 'a health check',
      does: { kind: 'health' },
      risk: `what is not well within 90 seconds of its start counts as unhealthy: give ${id} a start_period where it takes longer`,
    }
  return {
    reason: 'needs-person',
    why: `what ${id} answers when it is well is not known here: write a healthcheck that asks it over its own port`,
  }
}

/** Another user needs the files that the program reads and writes to be its own: those of a volume that is there are not. */
function ownUser({ id, input }: Component, { stores }: Deployment): Refusal {
  if (input.form !== 'container')
    return {
      reason: 'needs-person',
      why: `make a user for ${id}, without a shell, give it the folders that ${id} writes, and name it in the unit (User=)`,
    }
  const own = stores.flatMap((store) => (store.component === id && (store.kept === 'volume' || store.kept === 'bind') ? [store.path] : []))
  const files = own.length === 0 ? 'the files that it reads and writes' : own.join(', ')
  return { reason: 'needs-person', why: `as another user ${id} needs ${files} to be that user's: change their owner (chown), then write user:` }
}

/** The registry alone knows the digest of a tag, and what it says today is not what was tested. */
function digest({ id, input }: Component): Refusal {
  const name = input.image?.setting.value ?? id
  return {
    reason: 'needs-person',
    why: `the digest of what you tested is on a machine that runs it: docker image inspect --format '{{index .RepoDigests 0}}' ${name}`,
  }
}

/** What every service can do without that is not the system's own; its files in homes it has to see. */
function sandbox({ id, input }: Component): Measure | Refusal {
  const missing = (input.isolation.sandbox ?? []).flatMap(({ name, essential, on }) => (essential && !on ? [name] : []))
  const home = input.command?.find(({ value }) => /^(?:\/home|\/root|\/run\/user)\//.test(value))
  if (home !== undefined && missing.includes('ProtectHome'))
    return { reason: 'would-break', why: `${id} starts ${home.value}, which ProtectHome hides: install it below /opt first` }
  return confined(
    `confined by ${missing.join(', ')}`,
    { sandbox: missing },
    'the service cannot write below /usr, /boot and /etc, nor see homes: what it writes there needs ReadWritePaths= in a drop-in',
  )
}

/** Only what is missing: a limit that somebody wrote is theirs. */
function limits({ input }: Component): Measure {
  const { memoryLimit, cpuLimit, pidsLimit } = input.isolation
  return confined(
    'limits',
    {
      ...(memoryLimit === undefined ? { memory: '2g' } : {}),
      ...(cpuLimit === undefined ? { cpus: '2' } : {}),
      ...(pidsLimit === undefined ? { processes: 512 } : {}),
    },
    'the limits are wide for one program and still a guess: measure what it uses (docker stats) and set them to twice that',
  )
}

/** Capabilities that an entrypoint needs which starts as root and changes to its own user. */
const toChangeUser = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID']

function capabilities({ image, input, id }: Component): Measure | Refusal {
  const own = input.user?.value.split(':')[0]
  const isUser = own === undefined ? image.runsAs === 'user' : own !== 'root' && !/^0+$/.test(own)
  if (!isUser && image.runsAs === undefined)
    return {
      reason: 'needs-person',
      why: `what ${id} needs of root is not known: its image may change owners of files or its user when it starts; try cap_drop: [ALL] with cap_add: [CHOWN, SETGID, SETUID]`,
    }
  const kept = [...(isUser ? [] : toChangeUser), ...(hasLowPort(input.ports) ? ['NET_BIND_SERVICE'] : [])]
  return confined(kept.length === 0 ? 'no capabilities' : `no capabilities but ${kept.join(', ')}`, { capabilities: kept })
}

/** Docker lets everybody bind low ports since 20.10 (net.ipv4.ip_unprivileged_port_start=0); other engines do not. */
function hasLowPort(ports: Component['input']['ports']): boolean {
  return ports.some(({ target }) => target.from < 1024)
}

function readOnly({ image, input, id }: Component, { stores }: Deployment): Measure | Refusal {
  if (input.isolation.readOnlyRoot?.value === true)
    return { reason: 'needs-person', why: `a tmpfs of ${id} allows programs or devices: who needs that?` }
  if (image.writes === undefined)
    return { reason: 'needs-person', why: `what ${id} writes beside its data is not known: run it once with read_only and see what it misses` }
  const lost = stores.find((store) => store.component === id && store.kept === 'container')
  if (lost !== undefined) return { reason: 'would-break', why: `${id} writes ${lost.path}, and no volume is there` }
  const mounted = new Set(input.mounts.map(({ target }) => target.value))
  return confined(
    'a root file system that nobody writes',
    { readOnly: image.writes.filter((path) => !mounted.has(path)) },
    `a program that writes anywhere else ends at its start: look at ${id} after the change`,
  )
}
