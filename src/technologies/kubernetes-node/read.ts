import type { Gap } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { ListenerReading, Observation, Reading } from '../../model/technology.ts'
import { commandLine, flag } from '../../protocols/arguments.ts'
import type { Lookup } from '../../settings/rules.ts'
import { isOn } from '../../settings/rules.ts'
import { openTree, treeLookup } from '../../settings/trees.ts'
import { portIn } from '../../settings/web-listener.ts'

/** Where kubeadm writes it. */
export const home = '/var/lib/kubelet/config.yaml'

/** Flags that come before the file ("kubelet", Kubernetes 1.34). */
const flags: Readonly<Record<string, string>> = {
  address: '--address',
  port: '--port',
  readOnlyPort: '--read-only-port',
  'authentication.anonymous.enabled': '--anonymous-auth',
  'authorization.mode': '--authorization-mode',
}

/** KubeletConfiguration v1beta1. What is not written has other defaults with a file than by flags alone. */
export function read(input: ComponentInput): Reading {
  const gaps: Gap[] = []
  const words = commandLine(input)
  const path = flag(words, ['--config'])?.value?.value ?? home
  const hasFile = input.open(path).state === 'text'
  const inFile = treeLookup(openTree(input, [path], gaps))
  const options: Lookup = (key) => flag(words, [flags[key] ?? '--'])?.value ?? inFile(key)
  const anonymous = options('authentication.anonymous.enabled')
  const mode = options('authorization.mode')
  const lets = anonymous === undefined ? !hasFile : isOn(anonymous.value)
  const asks = mode === undefined ? hasFile : mode.value !== 'AlwaysAllow'
  const at = hasFile ? { file: path, line: 1 } : input.at
  return {
    listeners: [api(input, options, lets, asks), ...readOnly(input, options, hasFile)],
    observations: lets ? [open(asks, anonymous?.trail ?? [at], anonymous !== undefined)] : [],
    gaps,
  }
}

/** It makes itself a certificate where it has none; there is no form without TLS. */
function api(input: ComponentInput, options: Lookup, lets: boolean, asks: boolean): ListenerReading {
  const port = options('port')
  const anonymous = options('authentication.anonymous.enabled')
  const [kind, why] = !lets
    ? (['certificate', 'callers show a certificate or a token of the cluster'] as const)
    : asks
      ? (['delegated', 'the API server is asked what anonymous callers may'] as const)
      : (['none', 'anonymous callers may all'] as const)
  return {
    port: portIn(port) ?? 10_250,
    protocol: 'http',
    purpose: 'admin',
    tls: byDefault('required', 'the kubelet speaks TLS alone (all versions)', [input.at]),
    authentication: anonymous === undefined ? byDefault(kind, why, [input.at]) : configured(kind, anonymous.trail, why),
    ...(port === undefined ? {} : { trail: port.trail }),
  }
}

/** The port that asks nobody: off where there is a file, 10255 by flags alone. */
function readOnly(input: ComponentInput, options: Lookup, hasFile: boolean): readonly ListenerReading[] {
  const written = options('readOnlyPort')
  const port = written === undefined ? (hasFile ? 0 : 10_255) : (portIn(written) ?? 0)
  if (port === 0) return []
  const trail = written?.trail ?? [input.at]
  const why = 'the read-only port has neither TLS nor a log-in (all versions)'
  return [{ port, protocol: 'http', purpose: 'admin', tls: byDefault('none', why, trail), authentication: byDefault('none', why, trail), trail }]
}

function open(asks: boolean, trail: Observation['trail'], isWritten: boolean): Observation {
  return {
    concern: 'anonymous-access',
    key: 'authentication.anonymous.enabled',
    verdict: 'unsafe',
    trail,
    basis: isWritten ? 'configured' : 'default',
    message: asks
      ? 'The kubelet lets callers in who show nothing; what they may the API server decides.'
      : 'The kubelet lets everybody in who reaches it, to run commands in every pod of the node.',
    actual: 'anonymous callers are let in',
    expected: 'false',
    fix: 'set authentication.anonymous.enabled to false',
    stake: asks ? 'hygiene' : 'takeover',
    port: 10_250,
  }
}
