import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const rateLimit: Control = observed({
  id: 'listener/rate-limit',
  concern: 'rate-limit',
  title: 'requests and guesses are not limited',
  subject: 'component',
  documentation: {
    why: 'Without a limit a caller can guess passwords and keys as fast as the network allows, and one caller can take the service from all others.',
    how: 'Settings of servers and proxies that limit requests, connections and sizes for each caller.',
    falsePositives: 'A gateway in front may hold the limit; then it is enough that nobody can pass it by.',
    fix: 'Limit requests for each address and account at the door, tightest where people log in.',
    references: ['CWE-770'],
  },
})
