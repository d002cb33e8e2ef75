import { describe, expect, it } from 'vitest'
import { applyEdits } from '../../formats/edit.ts'
import type { Admission } from '../../model/want.ts'
import { deployment } from '../../testing/deployment.ts'
import { edit } from './edit.ts'

const admits: readonly Admission[] = [
  { port: 22, transport: 'tcp', from: 'anybody', what: 'remote log-in' },
  { port: 5432, transport: 'tcp', from: ['10.0.0.5', '2001:db8::5'], what: 'PostgreSQL' },
  { port: 6379, transport: 'tcp', from: [], what: 'Redis' },
]

/** The file afterwards, or why it is not changed. */
function edited(files: Readonly<Record<string, string>>): string {
  const judged = deployment({ components: [{ id: 'box', files, is: { technology: 'linux', role: 'machine' } }] })
  const done = edit({ kind: 'firewall', admits }, judged.components[0]!, judged)
  if ('cannot' in done) return done.cannot
  const [change] = done.changes
  if (change?.kind === 'file') return change.text
  if (change?.kind !== 'edit') throw new Error('no change of a file')
  const text = change.edit(files['/etc/nftables.conf'] ?? '')
  return 'cannot' in text ? text.cannot : applyEdits(files['/etc/nftables.conf'] ?? '', text.edits)
}

const chain = (...rules: readonly string[]): string =>
  `table inet filter {\n\tchain input {\n\t\ttype filter hook input priority filter; policy accept;\n${rules.map((rule) => `\t\t${rule}\n`).join('')}\t}\n}\n`

describe('a packet filter', () => {
  it('that is not there gets a table of its own, for both families, and no rule for a door of nobody', () => {
    const text = edited({})
    expect(text).toContain('policy drop;')
    expect(text).toContain('ip saddr 10.0.0.5 tcp dport 5432 accept # PostgreSQL\n\t\tip6 saddr 2001:db8::5 tcp dport 5432 accept')
    expect(text).not.toContain('6379')
    expect(text).not.toContain('flush ruleset')
  })

  it('that lets everybody in is narrowed, and keeps what is written for good', () => {
    const text = edited({
      '/etc/nftables.conf': chain('iifname "lo" accept', 'tcp dport { 22, 443, 6379 } accept # doors', 'ip saddr 10.9.0.1 accept'),
    })
    expect(text).toContain('policy drop;')
    expect(text).toContain('tcp dport { 22, 443 } accept # doors')
    expect(text).toContain('ip saddr 10.9.0.1 accept')
    expect(text.match(/lo"? accept/g)).toHaveLength(1)
    expect(text).not.toContain('tcp dport 22 accept')
  })

  it('loses a rule that accepts everything, and gets new ones in front of a last refusal', () => {
    const text = edited({ '/etc/nftables.conf': chain('accept', 'counter drop') })
    expect(text).not.toMatch(/^\s*accept$/m)
    expect(text.indexOf('tcp dport 22 accept')).toBeLessThan(text.indexOf('counter drop'))
    expect(text).toContain('tcp dport 22 accept')
  })

  it('of another tool is not changed', () => {
    expect(edited({ '/etc/ufw/ufw.conf': 'ENABLED=no\n' })).toContain('/etc/ufw/ufw.conf')
  })

  it('in a file that filters nothing that arrives gets a table beside it', () => {
    const text = edited({ '/etc/nftables.conf': '#!/usr/sbin/nft -f\nflush ruleset\n' })
    expect(text.startsWith('#!/usr/sbin/nft -f\nflush ruleset\n')).toBe(true)
    expect(text).toContain('table inet inbound {')
  })
})
