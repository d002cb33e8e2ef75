import type { Component, Deployment } from '../../model/graph.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Answer } from '../../model/observed.ts'
import type { Observation } from '../../model/technology.ts'
import { isLoopback } from '../../protocols/address.ts'
import type { KnownHost } from '../../protocols/known-hosts.ts'
import { knownHosts } from '../../protocols/known-hosts.ts'

interface Written extends KnownHost {
  readonly file: string
}

/** The host keys that were seen, against those that clients of the deployment know: of one kind, one of them must be it. */
export function hostKeysKnown(component: Component, deployment: Deployment, answers: readonly Answer[]): readonly Observation[] {
  const seen = answers.filter(({ asked, learned }) => asked.component === component.id && learned?.hostKey !== undefined)
  if (seen.length === 0) return []
  const written = linesOf(deployment)
  return seen.flatMap(({ asked, learned }): readonly Observation[] => {
    const { type, fingerprint } = learned!.hostKey!
    const declared = Number(/:(\d+)$/.exec(asked.id)?.[1] ?? asked.port)
    const hosts = [
      component.id,
      component.input.host ?? '',
      ...component.input.names.map(({ name }) => name),
      ...(isLoopback(asked.host) ? [] : [asked.host]),
    ]
    const about = written.filter(({ isAbout }) => hosts.some((host) => host !== '' && (isAbout(host, declared) || isAbout(host, asked.port))))
    const keys = about.filter((each) => each.marker === undefined && each.type === type)
    const revoked = about.find((each) => each.marker === 'revoked' && each.fingerprint === fingerprint)
    const [first] = revoked === undefined ? keys : [revoked]
    if (first === undefined) return []
    const isKnown = revoked === undefined && keys.some((each) => each.fingerprint === fingerprint)
    return [
      {
        concern: 'contradiction',
        key: 'known_hosts',
        verdict: isKnown ? 'safe' : 'unsafe',
        basis: 'observed',
        stake: 'takeover',
        trail: [{ file: first.file, line: first.line }],
        message:
          revoked === undefined
            ? 'the server shows another host key than its clients know: it was made anew, or somebody stands in between'
            : 'the server shows a host key that its clients know as revoked',
        actual: `${type} ${fingerprint}`,
        expected: revoked === undefined ? `${type} ${first.fingerprint}` : 'a key that is not revoked',
        fix: 'find out on the server itself which key is its own (ssh-keygen -lf), and write that one into known_hosts',
      },
    ]
  })
}

/** The lists that OpenSSH's clients read, as far as they are among the files (ssh_config(5), GlobalKnownHostsFile and UserKnownHostsFile). */
function linesOf({ components }: Deployment): readonly Written[] {
  const files = new Map<string, string>()
  for (const { input } of components) {
    for (const path of pathsOf(input)) {
      const opened = input.open(path)
      if (opened.state === 'text') files.set(opened.file, opened.text)
    }
  }
  return [...files].flatMap(([file, text]) => knownHosts(text).map((each) => ({ ...each, file })))
}

function pathsOf(input: ComponentInput): readonly string[] {
  const homes = ['/root', ...input.list('/home').map((name) => `/home/${name}`)]
  return ['/etc/ssh/ssh_known_hosts', ...homes.flatMap((home) => [`${home}/.ssh/known_hosts`])]
}
