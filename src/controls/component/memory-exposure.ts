import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const memoryExposure: Control = observed({
  id: 'component/memory-exposure',
  concern: 'memory-exposure',
  title: 'memory with keys can reach the disk or other processes',
  subject: 'component',
  documentation: {
    why: 'Keys live in memory. A core dump, a kernel dump, swap without encryption or a debugger that may attach puts them where they stay and are found.',
    how: 'Settings of the system and of services: core dumps, kernel crash dumps, swap, and who may trace whom.',
    falsePositives: 'Dumps may be wanted to find a fault. Then they are a decision with an end date: a waiver.',
    fix: 'Switch dumps off (`LimitCORE=0`, `Storage=none`, `kernel.core_pattern`), encrypt swap, and forbid tracing.',
    references: ['CWE-528'],
  },
})
