import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const allowList: Control = observed({
  id: 'zone/allow-list',
  concern: 'allow-list',
  title: 'an allow-list lets more through than it says',
  subject: 'zone',
  documentation: {
    why: 'A list of permitted names or addresses is a promise. Where an earlier rule lets everybody through, where an entry matches whole domains of strangers or never matches at all, or where it names places that take data from anybody, the promise is empty and nobody notices.',
    how: 'The rules of proxies and programs that hold lists of permitted addresses, in the order in which the program tries them: lists without effect, entries that are too wide or never match, and names that serve to carry data away.',
    falsePositives: 'A wide entry may be the only way to reach a provider that has no fixed names. Waive it with that reason.',
    fix: 'Name the hosts that are needed, one by one, and put the refusal of everything else last.',
    references: ['CWE-183'],
  },
})
