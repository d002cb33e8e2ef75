import type { Fact } from '../../model/fact.ts'
import { byDefault, configured } from '../../model/fact.ts'
import { setting } from '../../model/setting.ts'
import type { ConnectionReading, Observation } from '../../model/technology.ts'
import type { Authentication, Encryption } from '../../model/vocabulary.ts'
import type { MountLine } from './mounts.ts'

/** Folders of other machines that fstab mounts, as connections: nfs(5) of nfs-utils 2.6, mount.cifs(8) of cifs-utils 7.0. */
export function shareConnections(mounts: readonly MountLine[]): readonly ConnectionReading[] {
  return mounts.flatMap((mount) => {
    if (/^nfs4?$/.test(mount.type)) return nfs(mount)
    return /^(?:cifs|smb3)$/.test(mount.type) ? smb(mount) : []
  })
}

/** The dialect of 2003 has no encryption, and signatures that can be computed. */
export function shareObservations(mounts: readonly MountLine[]): readonly Observation[] {
  return mounts.flatMap((mount): readonly Observation[] => {
    const version = option(mount, 'vers')
    if (mount.type !== 'cifs' || version !== '1.0') return []
    return [
      {
        concern: 'tls-policy',
        key: mount.point,
        verdict: 'unsafe',
        basis: 'configured',
        stake: 'traffic',
        trail: mount.trail,
        message: `the folder at ${mount.point} is mounted by SMB 1, which neither encrypts nor signs what can be relied on`,
        actual: 'vers=1.0',
        expected: 'vers=3.1.1 and seal',
        fix: `write vers=3.1.1,seal for ${mount.point}`,
      },
    ]
  })
}

/** `host:/path`; several hosts serve one path in turns. IPv6 stands in brackets. */
function nfs(mount: MountLine): readonly ConnectionReading[] {
  const host = /^(?:\[([^\]]+)\]|([^:/]+)):\//.exec(mount.device)
  if (host === null) return []
  const flavour = option(mount, 'sec') ?? 'sys'
  const transport = option(mount, 'xprtsec') ?? 'none'
  const isTls = transport === 'tls' || transport === 'mtls'
  const login: Authentication = flavour.startsWith('krb5') ? 'kerberos' : transport === 'mtls' ? 'certificate' : 'none'
  const isPrivate = isTls || flavour === 'krb5p'
  return [
    reading(mount, 'nfs', host[1] ?? host[2] ?? '', Number(option(mount, 'port')) || 2049, {
      encryption: configured(isPrivate ? 'required' : 'none', mount.trail, isPrivate ? undefined : 'only sec=krb5p and xprtsec=tls encrypt'),
      authentication:
        login === 'none'
          ? byDefault(login, 'sec=sys: the server believes what this machine says of its users', mount.trail)
          : configured(login, mount.trail),
    }),
  ]
}

/** `//host/share`. Without `seal` the client takes what the server asks for, also nothing. */
function smb(mount: MountLine): readonly ConnectionReading[] {
  const host = /^(?:\/\/|\\\\)([^/\\]+)[/\\]/.exec(mount.device)?.[1]
  if (host === undefined) return []
  const password = option(mount, 'password') ?? option(mount, 'pass')
  const user = option(mount, 'username') ?? option(mount, 'user')
  const isGuest = mount.options.includes('guest')
  const login: Authentication = option(mount, 'sec')?.startsWith('krb5') === true ? 'kerberos' : isGuest ? 'none' : 'password'
  return [
    {
      ...reading(mount, 'smb', host, Number(option(mount, 'port')) || 445, {
        encryption: mount.options.includes('seal')
          ? configured('required', mount.trail)
          : byDefault('none', 'SMB is not encrypted unless seal is among the options', mount.trail),
        authentication: configured(login, mount.trail),
      }),
      ...(user === undefined ? {} : { user: setting(user, ...mount.trail) }),
      ...(password === undefined ? {} : { password: setting(password, ...mount.trail), passwordKey: `password of ${mount.point}` }),
    },
  ]
}

interface Ends {
  readonly encryption: Fact<Encryption>
  readonly authentication: Fact<Authentication>
}

/** Who encrypts here, does it with a key of the log-in: the server is known by that, or not at all. */
function reading({ point, trail }: MountLine, protocol: 'nfs' | 'smb', host: string, port: number, ends: Ends): ConnectionReading {
  return {
    protocol,
    host,
    port,
    key: point,
    trail,
    ...ends,
    verification: byDefault('name', 'whoever encrypts here knows the server by its key', trail),
  }
}

function option({ options }: MountLine, name: string): string | undefined {
  return options.findLast((each) => each.startsWith(`${name}=`))?.slice(name.length + 1)
}
