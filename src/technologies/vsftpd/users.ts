import { posix } from 'node:path'
import type { Gap } from '../../model/fact.ts'
import type { ComponentInput } from '../../model/input.ts'
import type { Observation } from '../../model/technology.ts'
import { openDocument } from '../../settings/documents.ts'
import { observe } from '../../settings/rules.ts'
import type { Configuration } from './configuration.ts'
import { lookup, optionsOf } from './configuration.ts'
import { localRules, rules } from './rules.ts'

const mostUsers = 200

/** What is read for a session alone, after the log-in (vsftpd.conf(5), 3.0.3; from its documentation, not run). */
const perUser = new Set(['allow_writeable_chroot', 'chroot_local_user', 'local_umask', 'pasv_promiscuous', 'port_promiscuous'])

/** `user_config_dir`: a file of a user's own name takes back for that user what the main file says. */
export function userObservations(configuration: Configuration, input: ComponentInput, gaps: Gap[]): readonly Observation[] {
  const folder = lookup(configuration, 'user_config_dir')
  if (folder === undefined) return []
  const judged = [...rules, ...localRules].filter(({ key }) => perUser.has(key))
  return input
    .list(folder.value)
    .slice(0, mostUsers)
    .flatMap((name) => {
      const document = openDocument(input, posix.join(folder.value, name), gaps)
      if (document === undefined) return []
      const home = { file: document.file, line: 1 }
      const own = { options: optionsOf(document, gaps), home, isOwn: true }
      return observe(judged, (key) => lookup(own, key), home)
        .filter(({ verdict, basis }) => verdict === 'unsafe' && basis === 'configured')
        .map((observation) => ({
          ...observation,
          message: `for one user: ${observation.message}`,
          trail: [...observation.trail, ...folder.trail.slice(0, 1)],
        }))
    })
}
