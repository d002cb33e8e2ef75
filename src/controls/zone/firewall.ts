import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const firewall: Control = observed({
  id: 'zone/firewall',
  concern: 'firewall',
  title: 'the firewall lets through what nobody needs',
  subject: 'zone',
  documentation: {
    why: 'A firewall that accepts by default, or one that is switched off, leaves the refusal of strangers to each program alone.',
    how: 'Rule sets and firewall settings: the policy of what arrives, ports that are accepted and that no channel needs, and rules that switch it off.',
    falsePositives: 'Filtering may be done by the network around the machine. Then a waiver names it.',
    fix: 'Refuse by default and accept the ports that the channels need, from the addresses that need them.',
    references: ['CWE-284'],
  },
})
