import type { NetworkInput, SecretInput, VolumeInput } from '../../model/platform.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Model } from './model.ts'
import { isExternal } from './networks.ts'
import type { Field } from './tree.ts'
import { boolean, fields, get, leaf, text } from './values.ts'

/** Networks that are defined or used; the default one only if somebody is on it. */
export function readNetworks(model: Model, components: readonly ComponentInput[]): readonly NetworkInput[] {
  const networks = new Map<string, NetworkInput>()
  for (const field of model.networks.values()) networks.set(field.key, network(field))
  for (const component of components) {
    for (const { network: name } of component.networks) {
      if (!networks.has(name)) networks.set(name, { name, internal: false, external: name === 'bridge', encrypted: false })
    }
  }
  return [...networks.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function network({ key, at, value }: Field): NetworkInput {
  const driver = leaf(get(value, 'driver'))?.value
  // an overlay network is encrypted when the option is there, whatever its value (Docker Engine manual, overlay driver)
  const encrypted = fields(get(value, 'driver_opts')).some((option) => option.key === 'encrypted' && boolean(option.value)?.value !== false)
  const internal = boolean(get(value, 'internal'))?.value ?? false
  return { name: key, internal, external: isExternal(value), ...(driver === undefined ? {} : { driver }), encrypted, at }
}

export function readVolumes(model: Model): readonly VolumeInput[] {
  return [...model.volumes.values()].map(({ key, at, value }) => {
    const driver = leaf(get(value, 'driver'))?.value
    const options = new Map(
      fields(get(value, 'driver_opts')).flatMap((field) => {
        const option = text(field.value)
        return option === undefined ? [] : [[field.key, option] as const]
      }),
    )
    return { name: key, external: isExternal(value), ...(driver === undefined ? {} : { driver }), options, at }
  })
}

export function readSecrets(model: Model): readonly SecretInput[] {
  return [
    ...[...model.secrets.values()].map((field) => secret(field, 'secret')),
    ...[...model.configs.values()].map((field) => secret(field, 'config')),
  ]
}

function secret({ key, at, value }: Field, kind: SecretInput['kind']): SecretInput {
  for (const from of ['file', 'environment', 'content'] as const) {
    const source = text(get(value, from))
    if (source !== undefined) return { name: key, kind, from, source, at }
  }
  return { name: key, kind, from: 'external', at }
}
