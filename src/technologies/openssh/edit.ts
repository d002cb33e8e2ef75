import { knownHostsEdits } from '../../formats/edits/known-hosts.ts'
import { sshConfigEdits } from '../../formats/edits/ssh-config.ts'
import { inSteps } from '../../formats/edits/steps.ts'
import type { SshLine } from '../../formats/ssh-config.ts'
import { parseSshConfig } from '../../formats/ssh-config.ts'
import type { Edited, EditTechnology } from '../../model/change.ts'
import type { Component } from '../../model/graph.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Place } from '../../model/place.ts'
import { knownHosts } from '../../protocols/known-hosts.ts'
import { openDocument } from '../../settings/documents.ts'
import { clientPaths } from './client.ts'
import { hostKeysOf } from './host-keys.ts'

const key = 'StrictHostKeyChecking'

/** The list for all users of a machine (ssh_config(5), GlobalKnownHostsFile). */
const known = '/etc/ssh/ssh_known_hosts'

/** A client checks host keys once it has them: from the files of the very machines, never from the network. */
export const edit: EditTechnology = (want, { input }, { components }) => {
  if (want.kind !== 'setting' || want.key !== key) return { cannot: 'OpenSSH has no setting for it', reason: 'no-remedy' }
  const [place] = want.places
  const file = place === undefined ? undefined : fileAt(input, place)
  if (place === undefined || file === undefined) return stays('the file of the client is not found where it was')
  const hosts = hostsOf(file.lines, place.line)
  if ('cannot' in hosts) return hosts
  const added: (readonly string[])[] = []
  const there = input.open(known)
  const before = there.state === 'text' ? knownHosts(there.text) : []
  for (const { name, port } of hosts.targets) {
    const keys = hostKeysOf(machineCalled(name, components))
    if (keys.length === 0)
      return stays(`no host key of ${name} is among the files: take it from that machine itself (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub)`)
    const about = before.filter((each) => each.isAbout(name, port))
    if (about.some((each) => each.marker !== undefined)) return stays(`${known} has revoked keys or an authority for ${name}`)
    for (const [type, text] of keys) {
      const line = [port === 22 ? name : `[${name}]:${port}`, type, text]
      const [own] = knownHosts(line.join(' '))
      const same = about.filter((each) => each.type === type)
      if (same.length === 0) added.push(line)
      else if (!same.some(({ fingerprint }) => fingerprint === own?.fingerprint))
        return stays(`${known} has another ${type} key for ${name} than that machine: find out which is its own`)
    }
  }
  return {
    changes: [
      ...(added.length === 0
        ? []
        : there.state === 'text'
          ? [
              {
                kind: 'edit' as const,
                path: known,
                edit: (text: string) =>
                  inSteps(
                    text,
                    added.map((line) => (now) => knownHostsEdits.put(now, line)),
                  ),
              },
            ]
          : [{ kind: 'file' as const, path: known, text: added.map((line) => `${line.join(' ')}\n`).join(''), isSecret: false }]),
      { kind: 'edit', path: file.path, edit: (text) => sshConfigEdits.set(text, [hosts.block, key], ['yes']) },
    ],
    notes: [`a machine that gets new host keys is refused until ${known} has them`],
  }
}

function stays(why: string): Extract<Edited, { readonly cannot: string }> {
  return { cannot: why, reason: 'needs-person' }
}

function fileAt(input: ComponentInput, { file }: Place): { readonly path: string; readonly lines: readonly SshLine[] } | undefined {
  for (const path of clientPaths(input)) {
    const document = openDocument(input, path, [])
    if (document?.file === file) return { path, lines: parseSshConfig(document.text).lines }
  }
  return undefined
}

interface Target {
  /** As it is looked up in known_hosts. */
  readonly name: string
  readonly port: number
}

/** Whom the block with that line is for: hosts that are written out, each with the name by which its key is looked up. */
function hostsOf(
  lines: readonly SshLine[],
  at: number,
): { readonly block: string; readonly targets: readonly Target[] } | Extract<Edited, { readonly cannot: string }> {
  if (lines.some(({ keyword }) => keyword === 'match' || keyword === 'include' || keyword === 'globalknownhostsfile'))
    return stays('Match, Include or a list of known hosts of its own decides in this file')
  const block = lines.findLast(({ keyword, span }) => keyword === 'host' && span.line <= at)
  if (block === undefined || block.args.some((name) => /[*?!]/.test(name)))
    return stays(
      `${block === undefined ? 'it' : `Host ${block.args.join(' ')}`} is for hosts that nobody wrote out: whose keys are needed is not known`,
    )
  const targets = block.args.map((name) => {
    const first = (keyword: string): string | undefined => firstFor(name, keyword, lines)
    return { name: (first('hostkeyalias') ?? first('hostname') ?? name).replaceAll('%h', name).toLowerCase(), port: Number(first('port') ?? 22) }
  })
  const odd = targets.find(({ name, port }) => !/^[\w.:-]+$/.test(name) || !(port > 0))
  return odd === undefined ? { block: ['host', ...block.args].join(' '), targets } : stays(`the name ${odd.name} is made up when it is called`)
}

/** Of equal keywords the first counts, of all blocks that are for the host (ssh_config(5)). */
function firstFor(host: string, keyword: string, lines: readonly SshLine[]): string | undefined {
  let isFor = true
  for (const line of lines) {
    if (line.keyword === 'host') isFor = line.args.includes(host) || line.args.includes('*')
    else if (isFor && line.keyword === keyword) return line.args[0]
  }
  return undefined
}

function machineCalled(name: string, components: readonly Component[]): Component | undefined {
  const isCalled = ({ id, input }: Component): boolean =>
    id === name || input.host === name || input.names.some((each) => each.name.toLowerCase() === name)
  return components.find((each) => each.input.form === 'machine' && isCalled(each))
}
