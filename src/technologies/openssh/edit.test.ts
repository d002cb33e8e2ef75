import { expect, it } from 'vitest'
import { applyEdits } from '../../formats/edit.ts'
import { deployment } from '../../testing/deployment.ts'
import { edit } from './edit.ts'

const ed25519 = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOwn'
const other = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOther'

/** The client's files afterwards, or why nothing is changed; the weak line is the last of its ssh_config. */
function edited(lines: readonly string[], files: Readonly<Record<string, string>> = {}): string {
  const own = { '/etc/ssh/ssh_config': `${lines.join('\n')}\n`, ...files }
  const judged = deployment({
    components: [
      { id: 'ssh', form: 'process', host: 'app', files: own, is: { technology: 'openssh' } },
      {
        id: 'data',
        form: 'machine',
        host: 'data',
        names: [{ name: 'Data.internal' }],
        files: { '/etc/ssh/ssh_host_ed25519_key.pub': `${ed25519} root@data\n` },
      },
    ],
  })
  const places = [{ file: 'ssh_config', line: lines.length }]
  const done = edit({ kind: 'setting', concern: 'host-key', key: 'StrictHostKeyChecking', value: 'yes', places }, judged.components[0]!, judged)
  if ('cannot' in done) return `${done.reason}: ${done.cannot}`
  return done.changes
    .map((change) => {
      if (change.kind === 'file') return `${change.path}\n${change.text}`
      if (change.kind !== 'edit') throw new Error(`no change of a file: ${change.kind}`)
      const before = (own as Readonly<Record<string, string>>)[change.path] ?? ''
      const text = change.edit(before)
      if ('cannot' in text) return text.cannot
      return `${change.path}\n${applyEdits(before, text.edits)}`
    })
    .join('')
}

const weak = '  StrictHostKeyChecking no'

it('knows a host by the name and port that the client looks up, and changes the block alone', () => {
  const done = edited(['Host elsewhere', weak, 'Host db', '  HostName DATA.internal', '  Port 2200', weak])
  expect(done).toContain(`/etc/ssh/ssh_known_hosts\n[data.internal]:2200 ${ed25519}\n`)
  expect(done).toContain('Host elsewhere\n  StrictHostKeyChecking no\nHost db\n  HostName DATA.internal\n  Port 2200\n  StrictHostKeyChecking yes\n')
})

it('adds to what is known, once', () => {
  const known = { '/etc/ssh/ssh_known_hosts': `another ${other}\n` }
  expect(edited(['Host data', weak], known)).toContain(`another ${other}\ndata ${ed25519}\n`)
  expect(edited(['Host data', weak], { '/etc/ssh/ssh_known_hosts': `data ${ed25519}\n` })).toBe(
    '/etc/ssh/ssh_config\nHost data\n  StrictHostKeyChecking yes\n',
  )
})

it.each<readonly [string, readonly string[], Readonly<Record<string, string>>, string]>([
  ['all hosts', ['Host *', weak], {}, 'Host * is for hosts that nobody wrote out'],
  ['hosts of no block', [weak], {}, 'it is for hosts that nobody wrote out'],
  ['a host beside one that is known', ['Host data elsewhere', weak], {}, 'no host key of elsewhere'],
  ['another key that is known', ['Host data', weak], { '/etc/ssh/ssh_known_hosts': `data ${other}\n` }, 'another ssh-ed25519 key'],
  ['an authority of host keys', ['Host data', weak], { '/etc/ssh/ssh_known_hosts': `@cert-authority * ${other}\n` }, 'an authority for data'],
  ['a Match block', ['Match user root', '  Port 1', 'Host data', weak], {}, 'Match, Include'],
])('leaves to a person: %s', (_name, lines, files, why) => {
  expect(edited(lines, files)).toContain('needs-person')
  expect(edited(lines, files)).toContain(why)
})
