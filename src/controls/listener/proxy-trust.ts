import type { Control } from '../../model/control.ts'
import { observed } from '../observed.ts'

export const proxyTrust: Control = observed({
  id: 'listener/proxy-trust',
  concern: 'proxy-trust',
  title: 'forwarded headers of anybody are trusted',
  subject: 'component',
  documentation: {
    why: 'A program that believes forwarding headers from everybody lets each caller choose its address, its host name and its scheme. Limits, logs and redirects then follow the caller.',
    how: 'Settings of the product that say whose forwarding headers count: all callers, or the proxy alone.',
    falsePositives: 'Where only the proxy can reach the port, nobody else sends headers. The finding weighs little there.',
    fix: 'Name the address of the proxy instead of a wildcard.',
    references: ['CWE-348'],
  },
})
