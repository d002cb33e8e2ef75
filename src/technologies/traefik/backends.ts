import { itemsOf } from '../../formats/node.ts'
import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import type { Setting } from '../../model/setting.ts'
import type { ConnectionReading } from '../../model/technology.ts'
import type { Authentication, Verification } from '../../model/vocabulary.ts'
import { splitHostPort } from '../../protocols/address.ts'
import { portUse } from '../../protocols/ports.ts'
import { connectionsTo } from '../../settings/client.ts'
import { asSwitch } from '../../settings/environment.ts'
import { nodeSetting } from '../../settings/trees.ts'
import type { Dynamic, Item } from './dynamic.ts'
import { find, textOf, textsOf, within } from './dynamic.ts'
import type { Options } from './options.ts'
import { listIn } from './options.ts'

/** What a transport says of the servers behind: `skip` is the switch that takes the check away. */
interface Transport {
  readonly skip: Setting | undefined
  readonly authority: Setting | undefined
  readonly certificate: Setting | undefined
}

/** Connections to the servers of services, to those that decide who may, and to the engine whose labels are read. */
export function connectionsOf(dynamic: Dynamic, options: Options): readonly ConnectionReading[] {
  return [
    ...dynamic('http', 'services').flatMap((item) => web(item, dynamic, options)),
    ...dynamic('tcp', 'services').flatMap((item) => raw(item, dynamic, options)),
    ...dynamic('http', 'middlewares').flatMap(deciders),
    ...engine(options),
  ]
}

function servers(item: Item, key: string): readonly Setting[] {
  return itemsOf(within(item.node, 'loadBalancer', 'servers')).flatMap((server) => nodeSetting(item.document, within(server, key)) ?? [])
}

function web(item: Item, dynamic: Dynamic, options: Options): readonly ConnectionReading[] {
  const name = textOf(item, 'loadBalancer', 'serversTransport')
  const transport = transportOf(name, dynamic('http', 'serversTransports'), options)
  return servers(item, 'url').flatMap((url) => {
    const address = { ...url, value: url.value.replace(/^h2c:/, 'http:') }
    return connectionsTo(address, { key: 'loadBalancer.servers.url', protocol: 'http', ...trust(transport), authority: transport.authority }).map(
      (end) => ({
        ...end,
        authentication: login(transport, url),
      }),
    )
  })
}

/** `tls: true` of a server of TCP; without it Traefik passes on what comes. */
function raw(item: Item, dynamic: Dynamic, options: Options): readonly ConnectionReading[] {
  const name = textOf(item, 'loadBalancer', 'serversTransport')
  const transport = transportOf(name, dynamic('tcp', 'serversTransports'), options)
  return itemsOf(within(item.node, 'loadBalancer', 'servers')).flatMap((server): readonly ConnectionReading[] => {
    const address = nodeSetting(item.document, within(server, 'address'))
    const { host = '', port } = address === undefined ? {} : splitHostPort(address.value)
    if (address === undefined || port === undefined) return []
    const own = nodeSetting(item.document, within(server, 'tls'))
    const use = portUse(port)?.protocol
    const isTls = own !== undefined && asSwitch(own.value) === true
    return [
      {
        protocol: use === undefined || use === 'http' ? 'tcp' : use,
        host,
        port,
        encryption: isTls ? configured('required', own.trail) : byDefault('none', 'Traefik passes on what it has decrypted', address.trail),
        verification:
          trust(transport).verification ?? byDefault(isTls ? 'name' : 'none', 'Traefik checks chain and name unless told otherwise', address.trail),
        authentication: login(transport, address),
        ...(transport.authority === undefined ? {} : { authority: transport.authority }),
        key: 'loadBalancer.servers.address',
        trail: address.trail,
      },
    ]
  })
}

/** The transport that a service names, else the one of the static file. */
function transportOf(name: Setting | undefined, transports: readonly Item[], options: Options): Transport {
  if (name === undefined)
    return {
      skip: options.get('serverstransport.insecureskipverify'),
      authority: listIn(options, 'serverstransport.rootcas')[0],
      certificate: undefined,
    }
  const item = find(transports, name.value)
  if (item === undefined) return { skip: undefined, authority: undefined, certificate: undefined }
  // TCP has them below `tls`
  return {
    skip: textOf(item, 'insecureSkipVerify') ?? textOf(item, 'tls', 'insecureSkipVerify'),
    authority: textsOf(item, 'rootCAs')[0] ?? textsOf(item, 'tls', 'rootCAs')[0],
    certificate: itemsOf(within(item.node, 'certificates') ?? within(item.node, 'tls', 'certificates')).flatMap(
      (pair) => nodeSetting(item.document, within(pair, 'certFile')) ?? [],
    )[0],
  }
}

function trust({ skip }: Transport): { readonly verification?: Fact<Verification> } {
  return skip !== undefined && asSwitch(skip.value) === true ? { verification: configured('none', skip.trail) } : {}
}

function login({ certificate }: Transport, server: Setting): Fact<Authentication> {
  if (certificate !== undefined) return configured('certificate', certificate.trail)
  return byDefault('delegated', 'Traefik passes on what the caller sends', server.trail)
}

/** forwardAuth asks another program about each request. */
function deciders(item: Item): readonly ConnectionReading[] {
  const address = textOf(item, 'forwardAuth', 'address')
  if (address === undefined) return []
  const transport = {
    skip: textOf(item, 'forwardAuth', 'tls', 'insecureSkipVerify'),
    authority: textOf(item, 'forwardAuth', 'tls', 'ca'),
    certificate: textOf(item, 'forwardAuth', 'tls', 'cert'),
  }
  return connectionsTo(address, { key: 'forwardAuth.address', protocol: 'http', ...trust(transport), authority: transport.authority }).map((end) => ({
    ...end,
    authentication: login(transport, address),
  }))
}

/** The engine over the network; over its socket there is nothing to judge here. */
function engine(options: Options): readonly ConnectionReading[] {
  const endpoint = options.get('providers.docker.endpoint')
  if (endpoint === undefined || !/^tcp:|^https?:/.test(endpoint.value)) return []
  const { host, port } = splitHostPort(endpoint.value.replace(/^[a-z]+:\/\//, '').replace(/\/.*$/, ''))
  const authority = options.get('providers.docker.tls.ca')
  const certificate = options.get('providers.docker.tls.cert')
  const skip = options.get('providers.docker.tls.insecureskipverify')
  const isTls = authority !== undefined || certificate !== undefined || skip !== undefined
  return [
    {
      protocol: 'docker',
      host,
      ...(port === undefined ? {} : { port }),
      encryption: isTls ? configured('required', (authority ?? certificate ?? skip)!.trail) : configured('none', endpoint.trail),
      verification:
        trust({ skip, authority, certificate }).verification ??
        byDefault(isTls ? 'name' : 'none', 'Traefik checks chain and name unless told otherwise', endpoint.trail),
      authentication:
        certificate === undefined
          ? byDefault('none', 'the engine is asked without a certificate', endpoint.trail)
          : configured('certificate', certificate.trail),
      ...(authority === undefined ? {} : { authority }),
      key: 'providers.docker.endpoint',
      trail: endpoint.trail,
    },
  ]
}
