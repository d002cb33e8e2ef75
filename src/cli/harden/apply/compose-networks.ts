import type { Node } from '../../../formats/node.ts'
import { child, entriesOf, entryOf, itemsOf, scalarText } from '../../../formats/node.ts'
import { RingwallError } from '../../../model/error.ts'
import type { Deployment } from '../../../model/graph.ts'
import type { ProjectNetwork } from '../../../vantages/project-networks.ts'

/** What the engine's networks are to become. */
export interface NetworkChanges {
  /** Made anew: an engine cannot change the way out of a network that is there. */
  readonly renewed: readonly ProjectNetwork[]
  /** Services with a container that lacks a network, or will. */
  readonly lacking: readonly string[]
}

/**
 * What lies between the networks that are there and those of the files. Compose does not see to it: 1.29 ends where `internal` is another
 * ("needs to be recreated"), and earlier releases of 2 leave such a network as it is.
 * @param root the files as `config` of Compose gives them
 */
export function networkChanges(root: Node | undefined, there: readonly ProjectNetwork[]): NetworkChanges {
  const renewed = there.filter(({ key, internal }) => isDefined(root, key) && internal !== isInternal(root, key))
  const lacking = entriesOf(child(root, 'services')).flatMap(({ key: service, value }) => {
    const wanted = networksOf(value).filter((key) => !isExternal(root, key))
    const lacks = wanted.some((key) => {
      const network = there.find((each) => each.key === key)
      return network === undefined || renewed.includes(network) || network.members.every((each) => each.service !== service)
    })
    return lacks ? [service] : []
  })
  return { renewed, lacking }
}

/** Whoever else is on a network that is made anew would lose it. */
export function refuseStrangers({ name, members }: ProjectNetwork, services: readonly string[]): void {
  const strangers = members.filter(({ service }) => !services.includes(service))
  if (strangers.length === 0) return
  const who = strangers.map((each) => each.name).join(', ')
  throw new RingwallError('usage', `--apply: the network ${name} is to be made anew, and on it is ${who}, which is no service of the files`, {
    hint: `take it off (docker network disconnect ${name} ${strangers[0]!.name}), or leave networks out with --except zones`,
  })
}

/** Whether a plan gives a network that is there another way out. */
export function willBeRenewed(key: string, before: Deployment, after: Deployment): boolean {
  const [one, other] = [before, after].map(({ zones }) => zones.find(({ name }) => name === key))
  return one !== undefined && other !== undefined && one.internal !== other.internal
}

function isDefined(root: Node | undefined, key: string): boolean {
  return (key === 'default' || entryOf(child(root, 'networks'), key) !== undefined) && !isExternal(root, key)
}

function isInternal(root: Node | undefined, key: string): boolean {
  return scalarText(child(root, 'networks', key, 'internal')) === 'true'
}

function isExternal(root: Node | undefined, key: string): boolean {
  const external = child(root, 'networks', key, 'external')
  return external !== undefined && scalarText(external) !== 'false'
}

/** Without a word of networks a service is on the default one. */
function networksOf(service: Node): readonly string[] {
  if (entryOf(service, 'network_mode') !== undefined) return []
  const networks = child(service, 'networks')
  const named = [...entriesOf(networks).map(({ key }) => key), ...itemsOf(networks).flatMap((each) => scalarText(each) ?? [])]
  return named.length > 0 ? named : ['default']
}
