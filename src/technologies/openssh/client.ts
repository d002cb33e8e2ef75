import { posix } from 'node:path'
import { parseSshConfig } from '../../formats/ssh-config.ts'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Observation } from '../../model/technology.ts'
import { openDocument, settingAt } from '../../settings/documents.ts'
import { matchingPaths } from '../../settings/matching.ts'
import { observe } from '../../settings/rules.ts'
import { clientRules } from './rules.ts'

/** What says that a file is for ssh, the client. */
export const clientText: RegExp =
  /^[ \t]*(?:StrictHostKeyChecking|UserKnownHostsFile|IdentityFile|ProxyJump|ProxyCommand|ForwardAgent|HashKnownHosts|ServerAliveInterval|HostName)[ \t=]/im

/** The machine's file with its drop-ins, and those of users (ssh_config(5), OpenSSH 9.2). */
export function clientPaths(input: ComponentInput): readonly string[] {
  const homes = ['/root', ...input.list('/home').map((name) => posix.join('/home', name))]
  return ['/etc/ssh/ssh_config', ...matchingPaths(input, '/etc/ssh/ssh_config.d/*.conf'), ...homes.map((home) => `${home}/.ssh/config`)]
}

/** Every block is judged: some host meets it. */
export function clientObservations(input: ComponentInput, gaps: Gap[]): readonly Observation[] {
  return clientPaths(input).flatMap((path) => {
    const document = openDocument(input, path, gaps)
    if (document === undefined || !clientText.test(document.text)) return []
    return parseSshConfig(document.text).lines.flatMap(({ keyword, args, span }) => {
      const value = settingAt(document, args.join(' '), span)
      const rules = clientRules.filter(({ key }) => key.toLowerCase() === keyword)
      return observe(rules, () => value, input.at).filter(
        (observation, index) => observation.verdict !== 'safe' || (index === 0 && observation.key === 'StrictHostKeyChecking'),
      )
    })
  })
}
