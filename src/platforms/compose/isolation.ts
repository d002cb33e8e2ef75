import type { Healthcheck, Isolation } from '../../model/input.ts'
import type { Setting, Traced } from '../../model/setting.ts'
import { inherited } from './environment.ts'
import type { Service } from './model.ts'
import type { Table, Value } from './tree.ts'
import { boolean, fields, get, leaf, pairs, part, plain, text, texts } from './values.ts'

type Namespace = Isolation['hostNamespaces'][number]

/** How the service is confined; only what is written. */
export function readIsolation(service: Service): Isolation {
  const { value } = service
  const limits = get(value, 'deploy', 'resources', 'limits')
  return {
    ...some('privileged', boolean(get(value, 'privileged'))),
    hostNamespaces: hostNamespaces(value),
    ...some('cgroupParent', text(get(value, 'cgroup_parent'))),
    capAdd: texts(get(value, 'cap_add')),
    capDrop: texts(get(value, 'cap_drop')),
    securityOptions: texts(get(value, 'security_opt')),
    devices: devices(get(value, 'devices')),
    ...some('readOnlyRoot', boolean(get(value, 'read_only'))),
    ...some('memoryLimit', text(get(limits, 'memory')) ?? text(get(value, 'mem_limit'))),
    ...some('cpuLimit', text(get(limits, 'cpus')) ?? text(get(value, 'cpus')) ?? text(get(value, 'cpu_quota'))),
    ...some('pidsLimit', text(get(limits, 'pids')) ?? text(get(value, 'pids_limit'))),
    ...some('restart', text(get(value, 'restart')) ?? text(get(value, 'deploy', 'restart_policy', 'condition'))),
    ...some('healthcheck', healthcheck(value)),
    ...some('loggingDriver', text(get(value, 'logging', 'driver')) ?? text(get(value, 'log_driver'))),
    ...some('pullPolicy', text(get(value, 'pull_policy'))),
    ulimits: ulimits(get(value, 'ulimits')),
    sysctls: pairs(get(value, 'sysctls')).flatMap((pair) => (pair.value === undefined ? [] : [{ name: pair.key, value: pair.value }])),
    labels: new Map(pairs(get(value, 'labels')).map((pair) => [pair.key, pair.value ?? { value: '', trail: pair.trail, unresolved: [] }])),
    buildArguments: new Map(pairs(get(value, 'build', 'args')).map((pair) => [pair.key, pair.value ?? inherited(pair, service)])),
  }
}

function some<K extends string, T>(key: K, value: T | undefined): { readonly [key in K]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: T }
}

const namespaceKeys: readonly (readonly [string, Namespace['value']])[] = [
  ['network_mode', 'network'],
  ['net', 'network'],
  ['pid', 'pid'],
  ['ipc', 'ipc'],
  ['uts', 'uts'],
  ['userns_mode', 'user'],
  ['cgroup', 'cgroup'],
]

function hostNamespaces(service: Table): readonly Namespace[] {
  return namespaceKeys.flatMap(([key, namespace]) => {
    const found = leaf(get(service, key))
    return found?.value === 'host' ? [{ value: namespace, trail: found.trail }] : []
  })
}

/** Short form, and the long one as `source:target:permissions`. */
function devices(value: Value | undefined): readonly Setting[] {
  if (value?.kind !== 'list') return texts(value)
  return value.items.flatMap((item): readonly Setting[] => {
    if (item.kind === 'leaf') return item.isNull ? [] : [plain(item)]
    const parts = ['source', 'target', 'permissions'].flatMap((key) => leaf(get(item, key)) ?? [])
    if (parts.length === 0) return []
    return [{ value: parts.map((each) => each.value).join(':'), trail: item.trail, unresolved: parts.flatMap((each) => each.unresolved) }]
  })
}

function ulimits(value: Value | undefined): Isolation['ulimits'] {
  return fields(value).flatMap((field) => {
    const single = text(field.value)
    const soft = text(get(field.value, 'soft'))
    const hard = text(get(field.value, 'hard'))
    const both = soft !== undefined && hard !== undefined ? { ...soft, value: `${soft.value}:${hard.value}` } : (soft ?? hard)
    const limit = single ?? both
    return limit === undefined ? [] : [{ name: field.key, value: limit }]
  })
}

function healthcheck(service: Table): Healthcheck | undefined {
  const field = service.fields.get('healthcheck')
  if (field === undefined || field.value.kind !== 'table') return undefined
  const test = get(field.value, 'test')
  const words = argv(test)
  const disabled: Traced<boolean> | undefined = boolean(get(field.value, 'disable'))
  if (disabled?.value === true || words === 'none') return { at: field.at, disabled: true, test: [] }
  return words === undefined ? undefined : { at: field.at, disabled: false, test: words }
}

/** A string, `CMD-SHELL` and `CMD` as the argv that they become; `none` switches the image's own check off. */
function argv(test: Value | undefined): readonly Setting[] | 'none' | undefined {
  const line = leaf(test)
  if (line !== undefined) return shell(plain(line))
  const words = texts(test)
  const [first, second] = words
  if (first === undefined) return undefined
  if (first.value === 'NONE') return 'none'
  if (first.value === 'CMD') return words.slice(1)
  if (first.value === 'CMD-SHELL') return second === undefined ? [] : shell(second)
  return words
}

function shell(line: Setting): readonly Setting[] {
  return [part({ ...line, unresolved: [] }, '/bin/sh'), part({ ...line, unresolved: [] }, '-c'), line]
}
