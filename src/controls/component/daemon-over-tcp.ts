import type { Control, Judgement } from '../../model/control.ts'
import { farthest } from '../../model/exposure.ts'
import type { Component, Deployment } from '../../model/graph.ts'
import type { Setting } from '../../model/setting.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { splitHostPort } from '../../protocols/address.ts'
import { about, reachOf } from '../containers.ts'

export const daemonOverTcp: Control = {
  id: 'component/daemon-over-tcp',
  title: 'container engine takes orders over plain TCP',
  subject: 'component',
  documentation: {
    why: 'A container engine that listens on TCP without client certificates obeys everybody who reaches the port. That is root on its host.',
    how: 'Two ends are read: a daemon that is started with `-H tcp://` and without `--tlsverify`, or whose TLS directory is set to nothing; and clients whose `DOCKER_HOST` is a TCP address without `DOCKER_TLS_VERIFY`. A filtering socket proxy of the same deployment is a fair target.',
    falsePositives: 'A TCP address on loopback inside one network namespace is reached by nobody else; it passes.',
    fix: 'Use TLS with client certificates on port 2376, an SSH address, or a filtering socket proxy on a network of its own.',
    references: ['CIS Docker 2.7', 'OWASP Docker Rule 1'],
  },
  *judge(deployment) {
    for (const component of deployment.components) yield* [...judgeDaemon(component), ...judgeClient(component, deployment)]
  },
}

function judgeDaemon(component: Component): readonly Judgement[] {
  const words = commandLine(component.input)
  const plain = component.input.env.get('DOCKER_TLS_CERTDIR')
  const emptied =
    plain !== undefined && plain.value === '' && /(?:^|\/)(?:docker|dind)$/.test(component.input.image?.repository ?? '') ? plain : undefined
  const listens = runs(words, 'dockerd') || words[0]?.value.startsWith('-') === true || words[0]?.value.startsWith('tcp://') === true
  const host = listens ? words.find((word, index) => isOpenAddress(word, words[index - 1])) : undefined
  const verifies = words.some(({ value }) => value === '--tlsverify' || value === '--tlsverify=true')
  const written = verifies ? undefined : (host ?? emptied)
  if (written === undefined) return []
  return [
    {
      ...about(component, written.trail, 'daemon'),
      verdict: 'fail',
      message: `${component.id} runs a container engine that obeys everybody who reaches its TCP port: no client certificate is asked for.`,
      expected: '--tlsverify with client certificates, or a local socket',
      actual: written === host ? 'TCP without --tlsverify' : 'TLS switched off',
      fix: 'start the engine with --tlsverify and a CA, or let it listen on its socket alone',
      reach: farthest([reachOf(component), 'zone']),
      stake: 'takeover',
    },
  ]
}

/** `-H tcp://0.0.0.0:2375`, `--host=tcp://...`; loopback is nobody else's. */
function isOpenAddress({ value }: Setting, before: Setting | undefined): boolean {
  const address = /^(?:--host=|-H=?)?tcp:\/\/(.*)$/.exec(value)?.[1]
  if (address === undefined) return false
  const named =
    value.startsWith('-') || before === undefined || before.value === '-H' || before.value === '--host' || before.value.endsWith('dockerd')
  return named && !isOwn(address)
}

function isOwn(address: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::|\/|$)/.test(address)
}

function judgeClient(component: Component, deployment: Deployment): readonly Judgement[] {
  const host = component.input.env.get('DOCKER_HOST')
  const address = host === undefined ? undefined : /^(?:tcp|http):\/\/(.*)$/.exec(host.value)?.[1]
  if (host === undefined || address === undefined || isOwn(address)) return []
  const base = { ...about(component, host.trail, 'client'), key: 'DOCKER_HOST' }
  const verify = component.input.env.get('DOCKER_TLS_VERIFY')
  if (verify !== undefined && verify.value !== '') return [{ ...base, verdict: 'pass' }]
  const name = splitHostPort(address.replace(/\/.*$/, '')).host.toLowerCase()
  const target = deployment.components.find(
    (other) => other.id.toLowerCase() === name || other.input.names.some((alias) => alias.name.toLowerCase() === name),
  )
  if (target?.image.mediatesControlSocket === true) return [{ ...base, verdict: 'pass' }]
  return [
    {
      ...base,
      verdict: 'fail',
      message: `${component.id} gives orders to a container engine over plain TCP (DOCKER_HOST): everybody who reaches that port may do the same, and owns the engine's host.`,
      expected: 'TLS with client certificates, SSH, or a filtering socket proxy',
      actual: 'plain TCP',
      fix: 'set DOCKER_TLS_VERIFY=1 with certificates, or let DOCKER_HOST point to a filtering socket proxy',
      reach: target === undefined ? 'host' : farthest([reachOf(target), 'zone']),
      stake: 'takeover',
    },
  ]
}
