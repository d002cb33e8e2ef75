import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const kernel: Control = observed({
  id: 'component/kernel',
  concern: 'kernel',
  title: 'the system keeps a weak default',
  subject: 'component',
  documentation: {
    why: 'Settings of the kernel decide what a program that was taken over can do next: read the memory of others, load code, redirect traffic.',
    how: 'Settings of the system in the order in which it applies them, with the last one winning; only those that a guide or a public benchmark asks for.',
    falsePositives: 'Container engines and routers need forwarding and other settings of their own; those are left alone where such a program runs.',
    fix: 'Write the wanted value into a file of its own below `/etc/sysctl.d`.',
    references: ['CWE-1188'],
  },
})
