import type { Observation, Remark } from '../../model/technology.ts'
import { isLoopback, splitHostPort } from '../../protocols/address.ts'
import { written } from './observation.ts'
import type { Line, Section } from './sections.ts'
import { after } from './sections.ts'

const file: Remark = {
  concern: 'file-access',
  key: 'stats socket',
  stake: 'defence',
  expected: 'mode 660, with the group of those who may',
  fix: 'write stats socket /var/run/haproxy/admin.sock mode 660',
}

/** The runtime interface, which has no login: who may connect may give orders. */
export function socketObservations(sections: readonly Section[]): readonly Observation[] {
  const lines = sections.flatMap((section) => (section.kind === 'global' ? section.lines : []))
  return lines.filter(({ words }) => words[0] === 'stats' && words[1] === 'socket').flatMap((line) => [...onNetwork(line), ...forEverybody(line)])
}

/** `stats socket ipv4@*:9999 level admin`. */
function onNetwork(line: Line): readonly Observation[] {
  const address = line.words[2] ?? ''
  const { host, port } = splitHostPort(address.replace(/^ipv[46]@/, ''))
  if (port === undefined || address.startsWith('/') || isLoopback(host)) return []
  const isAdmin = after(line, 'level') === 'admin'
  const message = `the runtime interface of HAProxy is open to the network without a login: whoever reaches it ${isAdmin ? 'changes servers and certificates' : 'reads its tables and state'}`
  const open: Remark = { ...file, concern: 'remote-management', stake: isAdmin ? 'takeover' : 'data', expected: 'a socket file' }
  return [{ ...written(open, 'unsafe', line, message, 'stats socket on a network address'), port }]
}

/** `stats socket /run/a.sock mode 666`: to write to a socket is to connect. Without a mode the umask decides (management guide 2.6, 9.3). */
function forEverybody(line: Line): readonly Observation[] {
  const mode = after(line, 'mode')
  const isFile = /^(?:unix@)?[./]/.test(line.words[2] ?? '')
  if (mode === undefined || !isFile || !/^[0-7]{3,4}$/.test(mode) || (Number(mode.at(-1)) & 2) === 0) return []
  const orders = after(line, 'level') === 'admin' ? 'switches servers off and changes certificates' : 'reads its tables and state'
  return [
    written(
      { ...file, want: 'mode 660' },
      'unsafe',
      line,
      `Every account of the machine may use the runtime interface of HAProxy, and ${orders}`,
      `mode ${mode}`,
    ),
  ]
}
